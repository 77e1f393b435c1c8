// A moment relative to execution: `timeDelay`, `due_time`, `reminder_time` (api.md 6.2; A-EDR-8, A-SAL-4).
import { memberText } from '@millrace/filters'
import {
  addDuration,
  calendarDayOf,
  type DurationUnit,
  durationUnits,
  isObject,
  isTimeZone,
  localDayNumber,
  type TimeOfDay,
  timeOnDay,
  weekdayNumber,
} from '@millrace/model'
import type { Findings } from '../prepare.js'

/** The moment (epoch ms) that lies the delay after `now`. */
export type TimeDelay = (now: number, timeZone: string) => number

/** Compiles a delay, or notes what is wrong with it and returns null. Members in camel or snake case. */
export function compileTimeDelay(json: unknown, field: string, findings: Findings): TimeDelay | null {
  if (!isObject(json)) {
    findings.missing(field, 'The time')
    return null
  }
  const unit = readUnit(json.timeUnit ?? json.time_unit)
  const amount = readAmount(json.delta)
  const time = readTimeOfDay(json.timeOfDay ?? json.time_of_day)
  const days = readWeekdays(json.daysOfWeek ?? json.days_of_week)
  const zone = staticZone(json.timeZoneStrategy ?? json.time_zone_strategy)
  if (
    unit === undefined ||
    amount === undefined ||
    time === undefined ||
    days === undefined ||
    zone === undefined
  ) {
    findings.issue(
      'WORKFLOW_INVALID',
      field,
      'The delay needs a whole number as delta, a time unit, and valid days and times.',
    )
    return null
  }
  if (isTooLong(amount, unit)) {
    findings.issue('LIMIT_EXCEEDED', field, 'A delay is at most ten years.')
    return null
  }
  return (now, timeZone) => {
    const used = zone ?? timeZone
    return placed(addDuration(now, { [unit]: amount }, used), days, time, used)
  }
}

/** Ten years, in whichever unit. */
const longest: Readonly<Record<DurationUnit, number>> = {
  years: 10,
  quarters: 40,
  months: 120,
  weeks: 520,
  days: 3_650,
  hours: 87_600,
  minutes: 5_256_000,
  seconds: 315_360_000,
  milliseconds: 315_360_000_000,
}

/** Beyond any use, and beyond what calendars can reckon with. */
export function isTooLong(amount: number, unit: DurationUnit): boolean {
  return Math.abs(amount) > longest[unit]
}

/** Moved to the next wanted weekday, then to the wanted time of that day. */
function placed(at: number, days: ReadonlySet<number> | null, time: TimeOfDay | null, zone: string): number {
  if (days === null && time === null) return at
  let day = localDayNumber(zone, at)
  while (days !== null && !days.has(calendarDayOf(day).weekday)) day++
  if (time !== null) return timeOnDay(day, time, zone)
  return addDuration(at, { days: day - localDayNumber(zone, at) }, zone)
}

/** A whole number, written as text or number (api.md 4.9 rule 7). */
export function readAmount(json: unknown): number | undefined {
  const text = typeof json === 'number' ? String(json) : json
  if (typeof text !== 'string' || !/^[+-]?\d{1,9}$/.test(text.trim())) return undefined
  return Number(text)
}

export function readUnit(json: unknown): DurationUnit | undefined {
  const unit = memberText(json).toLowerCase()
  return durationUnits.find((known) => known === unit)
}

/** Chosen weekdays, 1 is Monday; null when none are named, undefined when they cannot be read. */
export function readWeekdays(json: unknown): ReadonlySet<number> | null | undefined {
  if (json === undefined || json === null) return null
  if (!Array.isArray(json)) return undefined
  const numbers = json.map((name: unknown) => weekdayNumber(memberText(name)))
  if (numbers.includes(0)) return undefined
  return numbers.length === 0 ? null : new Set(numbers)
}

/** null when none is given, undefined when it cannot be read. */
export function readTimeOfDay(json: unknown): TimeOfDay | null | undefined {
  if (json === undefined || json === null) return null
  if (!isObject(json)) return undefined
  const [hour, minute] = [readAmount(json.hour), readAmount(json.minute ?? 0)]
  if (hour === undefined || minute === undefined) return undefined
  return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 ? { hour, minute } : undefined
}

/** null when none is fixed, undefined when there is no such zone. */
export function staticZone(json: unknown): string | null | undefined {
  if (!isObject(json) || json.type !== 'STATIC_TIME_ZONE') return null
  const zone = json.timeZoneId
  return typeof zone === 'string' && isTimeZone(zone) ? zone : undefined
}
