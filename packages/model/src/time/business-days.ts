import type { BusinessCalendar } from '../accounts/account-settings.js'
import { calendarDayOf, localDayNumber, startOfDayAfter } from './zone.js'

/** Whether the account works on a local day, by its number since 1970-01-01. */
export function isBusinessDay({ workingDays, holidays }: BusinessCalendar, day: number): boolean {
  return workingDays.has(calendarDayOf(day).weekday) && !holidays.has(day)
}

/**
 * The moment at which so many ms of business days have passed since `at` (A-DLT-4): a day is a 24-hour period, and time on
 * other days does not count. Always on a business day: what would end with one ends as the next begins.
 */
export function afterBusinessTime(
  calendar: BusinessCalendar,
  zone: string,
  at: number,
  duration: number,
): number {
  const today = localDayNumber(zone, at)
  let from = at
  let left = duration
  for (let ahead = 0; ; ahead++) {
    const end = startOfDayAfter(zone, at, ahead + 1)
    if (isBusinessDay(calendar, today + ahead)) {
      if (left < end - from) return from + left
      left -= end - from
    }
    from = end
  }
}
