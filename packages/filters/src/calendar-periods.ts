// Days, weeks, months, quarters and years of a calendar, fiscal or not (W-OPR-19). Weeks begin on Monday (ISO 8601).
import { dayAt, startOfDate } from '@millrace/model'

export const periodUnits = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const
export type PeriodUnit = (typeof periodUnits)[number]

/** First instant of the period `distance` after the one that holds `at`. `firstMonth` is where years begin. */
export function startOfPeriod(
  unit: PeriodUnit,
  zone: string,
  at: number,
  distance: number,
  firstMonth: number,
): number {
  const { year, month, day, weekday } = dayAt(zone, at)
  switch (unit) {
    case 'DAY':
      return startOfDate(zone, year, month, day + distance)
    case 'WEEK':
      return startOfDate(zone, year, month, day - weekday + 1 + 7 * distance)
    case 'MONTH':
      return startOfDate(zone, year, month + distance, 1)
    case 'QUARTER':
      return startOfDate(zone, year, month - ((month - firstMonth + 12) % 3) + 3 * distance, 1)
    case 'YEAR':
      return startOfDate(zone, (month < firstMonth ? year - 1 : year) + distance, firstMonth, 1)
  }
}
