// When a workflow enrolls by itself (W-SCH-4): on which local days, and the instants of that.
import { type TimeOfDay, timeOnDay } from './time-of-day.js'
import { type CalendarDay, calendarDayOf, dayNumber, localDayNumber } from './zone.js'

/** Every run asks all records of the workflow. Months and days of the month count from 1, weekdays from Monday, 1. */
export type FixedSchedule = { readonly time: TimeOfDay } & (
  | { readonly kind: 'once'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: 'daily' }
  | { readonly kind: 'weekly'; readonly weekdays: ReadonlySet<number> }
  | { readonly kind: 'monthly'; readonly days: ReadonlySet<number> }
  | { readonly kind: 'firstMonday' }
  | { readonly kind: 'lastDay' }
  | { readonly kind: 'yearly'; readonly month: number; readonly day: number }
)

/** A run every day, for the records whose date is so many days away (W-SCH-13, W-SCH-14). */
export interface DateSchedule {
  readonly kind: 'date'
  readonly time: TimeOfDay
  readonly property: string
  /** Days after the date; negative: before it. */
  readonly daysDelta: number
  /** The year of the date counts for nothing. */
  readonly yearly: boolean
}

export type Schedule = FixedSchedule | DateSchedule

/** Longest way to a run, in days: a year and a leap day. */
const longestWay = 367

/** The first run after an instant, both epoch ms; null when there is none any more. */
export function nextRun(schedule: Schedule, zone: string, after: number): number | null {
  if (schedule.kind === 'once') {
    const at = timeOnDay(dayNumber(schedule.year, schedule.month, schedule.day), schedule.time, zone)
    return at > after ? at : null
  }
  const first = localDayNumber(zone, after)
  for (let day = first; day <= first + longestWay; day++) {
    if (!runsOn(schedule, calendarDayOf(day))) continue
    const at = timeOnDay(day, schedule.time, zone)
    if (at > after) return at
  }
  return null
}

function runsOn(schedule: Exclude<Schedule, { kind: 'once' }>, on: CalendarDay): boolean {
  switch (schedule.kind) {
    case 'daily':
    case 'date':
      return true
    case 'weekly':
      return schedule.weekdays.has(on.weekday)
    case 'monthly':
      return schedule.days.has(on.day) || (isLastDay(on) && [...schedule.days].some((day) => day > on.day))
    case 'firstMonday':
      return on.weekday === 1 && on.day <= 7
    case 'lastDay':
      return isLastDay(on)
    case 'yearly':
      return on.month === schedule.month && isDayOf(schedule.day, on)
  }
}

/** A day that the month does not have is its last one (W-SCH-10, W-SCH-12). */
function isDayOf(wanted: number, on: CalendarDay): boolean {
  return on.day === wanted || (wanted > on.day && isLastDay(on))
}

function isLastDay({ year, month, day }: CalendarDay): boolean {
  return calendarDayOf(dayNumber(year, month, day) + 1).day === 1
}
