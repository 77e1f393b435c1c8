// `timeWindows` and `blockedDates` of a flow (W-SET-4, W-SET-13, W-SET-14; api.md 4.5).
import { readAmount, readTimeOfDay } from '@millrace/actions'
import { memberText } from '@millrace/filters'
import {
  type BlockedDates,
  calendarDayOf,
  type DaySpan,
  dayNumber,
  type ExecutionWindows,
  executionWindows,
  isObject,
  monthNumber,
  weekdayNumber,
} from '@millrace/model'
import type { Checking } from './checking.js'
import type { Flow } from './flow.js'

const minuteMs = 60_000
const dayMs = 86_400_000

/** When the actions of a flow may run; null: at any time. What cannot be read is noted and left out. */
export function compileWindows(flow: Flow, timeZone: string, checking: Checking): ExecutionWindows | null {
  const windows = flow.timeWindows.flatMap((json, index) =>
    compileWindow(json, `timeWindows[${index}]`, checking),
  )
  const blocked = compileBlockedDates(flow, checking)
  if (windows.length === 0 && blocked.yearly.size === 0 && blocked.once.size === 0) return null
  const compiled = executionWindows(timeZone, windows, blocked)
  if (!compiled)
    checking.issue(
      'WORKFLOW_INVALID',
      'blockedDates',
      'Every date of the year is blocked: nothing could run.',
    )
  return compiled
}

function compileWindow(
  json: unknown,
  field: string,
  checking: Checking,
): readonly (DaySpan & { readonly weekday: number })[] {
  const { day, startTime, endTime } = isObject(json) ? json : {}
  const weekday = weekdayNumber(memberText(day))
  const start = timeAt(startTime, `${field}.startTime`, checking)
  const end = timeAt(endTime, `${field}.endTime`, checking)
  if (weekday === 0) checking.issue('WORKFLOW_INVALID', `${field}.day`, 'A day is MONDAY to SUNDAY.')
  if (weekday === 0 || start === undefined || end === undefined) return []
  // Midnight as an end can only be the one that ends the day.
  const span = { weekday, start: start ?? 0, end: end === null || end === 0 ? dayMs : end }
  if (span.start < span.end) return [span]
  checking.issue('WORKFLOW_INVALID', `${field}.endTime`, 'A window ends later on its day than it starts.')
  return []
}

/** ms since midnight; null where none is given, undefined where it cannot be read. */
function timeAt(json: unknown, field: string, checking: Checking): number | null | undefined {
  const time = readTimeOfDay(json)
  if (time) return (time.hour * 60 + time.minute) * minuteMs
  if (time === undefined)
    checking.issue('WORKFLOW_INVALID', field, 'A time of day has an hour of 0 to 23 and a minute of 0 to 59.')
  return time
}

function compileBlockedDates(flow: Flow, checking: Checking): BlockedDates {
  const yearly = new Set<number>()
  const once = new Set<number>()
  flow.blockedDates.forEach((json, index) => {
    const date = readDate(json)
    if (typeof date === 'string') {
      checking.issue('WORKFLOW_INVALID', `blockedDates[${index}]${date}`, dateRule)
    } else if (date.year === null) yearly.add(date.month * 100 + date.day)
    else once.add(dayNumber(date.year, date.month, date.day))
  })
  return { yearly, once }
}

const dateRule = 'A blocked date has a month, a day that the month has, and a year where it is only once.'

interface ReadDate {
  readonly year: number | null
  readonly month: number
  readonly day: number
}

/** The date, or the member that is wrong. */
function readDate(json: unknown): ReadDate | '' | '.month' | '.dayOfMonth' | '.year' {
  if (!isObject(json)) return ''
  const year = json.year === undefined || json.year === null ? null : readAmount(json.year)
  if (year === undefined || (year !== null && (year < 1970 || year > 9999))) return '.year'
  const month = readMonth(json.month)
  if (month === undefined) return '.month'
  const day = readAmount(json.dayOfMonth)
  // Without a year 29 February is a date.
  return day !== undefined && isDate(year ?? 2000, month, day) ? { year, month, day } : '.dayOfMonth'
}

function isDate(year: number, month: number, day: number): boolean {
  return day >= 1 && calendarDayOf(dayNumber(year, month, day)).month === month && day <= 31
}

/** By its name, as HubSpot writes it, or by its number. */
function readMonth(json: unknown): number | undefined {
  const number = monthNumber(memberText(json)) || readAmount(json)
  return number !== undefined && number >= 1 && number <= 12 ? number : undefined
}
