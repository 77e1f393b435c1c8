// Which dates a run of a date schedule is about (W-SCH-13, W-SCH-14).
import type { DateSchedule } from './schedule.js'
import { timeOnDay } from './time-of-day.js'
import { calendarDayOf, dayNumber, localDayNumber, startOfDate } from './zone.js'

const dayMs = 86_400_000

/** Years of dates that are remembered every year. */
const dateYears = [1600, 2399] as const
/** Of date-times, whose days take a zone database to find. */
const dateTimeYears = [1900, 2149] as const

/** From (included) to (excluded), epoch ms. */
export type Range = readonly [from: number, to: number]

/**
 * Local days, by number since 1970-01-01, that the run at `instant` is for: that of the instant, and one that the zone skips
 * where its time falls on the beginning of the next (W-SCH-20).
 */
export function daysOfRun({ time }: DateSchedule, zone: string, instant: number): number[] {
  const today = localDayNumber(zone, instant)
  const days = [today - 1, today].filter((day) => timeOnDay(day, time, zone) === instant)
  // The time of day was changed while the run was under way.
  return days.length > 0 ? days : [today]
}

/** Where a date lies whose turn it is on one of the days. `zone`: of a date-time; null: a date, which is midnight in UTC. */
export function dateRanges(schedule: DateSchedule, days: readonly number[], zone: string | null): Range[] {
  return days
    .flatMap((day) => datesFor(schedule, day - schedule.daysDelta, zone === null ? dateYears : dateTimeYears))
    .map((date): Range => {
      if (zone === null) return [date * dayMs, (date + 1) * dayMs]
      const { year, month, day } = calendarDayOf(date)
      return [startOfDate(zone, year, month, day), startOfDate(zone, year, month, day + 1)]
    })
}

/** Numbers of the days that are remembered on a day. */
function datesFor(
  { yearly }: DateSchedule,
  remembered: number,
  [firstYear, lastYear]: readonly [number, number],
): number[] {
  if (!yearly) return [remembered]
  const { year, month, day } = calendarDayOf(remembered)
  const dates: number[] = []
  for (let each = firstYear; each <= lastYear; each++) {
    const date = dayNumber(each, month, day)
    if (calendarDayOf(date).day === day) dates.push(date)
    // W-SCH-12: where there is no 29 February, it is remembered on the 28th.
    if (month === 2 && day === 28 && isLeap(each) && !isLeap(year)) dates.push(date + 1)
  }
  return dates
}

function isLeap(year: number): boolean {
  return calendarDayOf(dayNumber(year, 2, 29)).month === 2
}
