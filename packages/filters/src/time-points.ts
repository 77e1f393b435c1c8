// Points in time of TIME_POINT and TIME_RANGED (api.md 5.3): a fixed date, a place relative to now, or another property.

import {
  addDuration,
  type ClockFields,
  calendarDayOf,
  type Duration,
  dayAt,
  dayNumber,
  describeDuration,
  durationUnits,
  findProperty,
  isObject,
  isTimeZone,
  startOfDate,
  weekdayNumber,
  zonedTime,
} from '@millrace/model'
import { memberText } from './member-text.js'
import type { OperatorContext } from './operators/operator.js'
import { currentValue, keepsHistory, lastUpdate, type ValueSource } from './value-source.js'

/**
 * A point is a whole day where no time of day is named: as a lower bound it then means the start of that day, as an upper
 * bound its end, and *after* or *before* it, the endpoint excluded, leaves out the whole day (W-OPR-14, W-OPR-15).
 */
export interface ClockPoint {
  readonly kind: 'clock'
  readonly zone: string
  readonly moves: 'never' | 'daily' | 'always'
  start(now: number): number
  end(now: number): number
  readonly words: string
}

export interface PropertyPoint {
  readonly kind: 'property'
  readonly zone: string
  readonly source: ValueSource
  /** Its value is a calendar day, not an instant. */
  readonly isDay: boolean
  readonly words: string
}

export type TimePoint = ClockPoint | PropertyPoint

type Members = Readonly<Record<string, unknown>>
type Day = readonly [year: number, month: number, day: number]

/** The point that a document names, or the reason why there is none. */
export function timePointOf(input: unknown, context: OperatorContext): TimePoint | string {
  if (!isObject(input)) return 'a time point is needed.'
  const zone = zoneOf(input, context)
  if (zone === undefined) return `there is no time zone ${memberText(input.zoneId)}.`
  const timeType =
    input.timeType ??
    ('indexReference' in input ? 'INDEXED' : 'property' in input ? 'PROPERTY_REFERENCED' : 'DATE')
  if (timeType === 'DATE') return datePoint(input, zone)
  if (timeType === 'INDEXED') return indexedPoint(input, zone, context)
  if (timeType === 'PROPERTY_REFERENCED') return propertyPoint(input, zone, context)
  return `the time type ${memberText(timeType)} is not known.`
}

function zoneOf({ zoneId }: Members, { filter }: OperatorContext): string | undefined {
  if (zoneId === undefined || zoneId === null) return filter.timeZone
  return typeof zoneId === 'string' && isTimeZone(zoneId) ? zoneId : undefined
}

const clockMembers = ['hour', 'minute', 'second', 'millisecond'] as const
const clockLimits = { hour: 23, minute: 59, second: 59, millisecond: 999 } as const

/** The time of day among the members: undefined where none is named, a reason where it is none. */
function clockOf(members: Members): Partial<ClockFields> | string | undefined {
  const clock: Record<string, number> = {}
  for (const unit of clockMembers) {
    const value = members[unit]
    if (value === undefined || value === null) continue
    if (!isWhole(value, 0, clockLimits[unit])) return `${unit} must be between 0 and ${clockLimits[unit]}.`
    clock[unit] = value
  }
  return Object.keys(clock).length === 0 ? undefined : clock
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}

/** The point of a day that `dayOf` finds for each `now`, moved by an exact amount. */
function dayPoint(
  dayOf: (now: number) => Day,
  clock: Partial<ClockFields> | undefined,
  exactMs: number,
  rest: Pick<ClockPoint, 'zone' | 'moves' | 'words'>,
): ClockPoint {
  const { zone } = rest
  if (clock) {
    const at = (now: number) => {
      const [year, month, day] = dayOf(now)
      return zonedTime(zone, { year, month, day, ...clock }) + exactMs
    }
    return { kind: 'clock', ...rest, start: at, end: at }
  }
  return {
    kind: 'clock',
    ...rest,
    start: (now) => startOfDate(zone, ...dayOf(now)) + exactMs,
    end(now) {
      const [year, month, day] = dayOf(now)
      return startOfDate(zone, year, month, day + 1) - 1 + exactMs
    },
  }
}

function datePoint(members: Members, zone: string): TimePoint | string {
  const { year, month, day } = members
  if (!isWhole(year, 1, 9999) || !isWhole(month, 1, 12) || !isWhole(day, 1, monthLength(year, month))) {
    return 'year, month and day must name a day.'
  }
  const clock = clockOf(members)
  if (typeof clock === 'string') return clock
  const time = clock ? ` ${pad(clock.hour ?? 0)}:${pad(clock.minute ?? 0)}` : ''
  const words = `${year}-${pad(month)}-${pad(day)}${time}`
  return dayPoint(() => [year, month, day], clock, 0, { zone, moves: 'never', words })
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

function monthLength(year: number, month: number): number {
  return calendarDayOf(dayNumber(year, month + 1, 0)).day
}

/** Longest offset of a time point: a thousand years keeps every instant within what a date can be. */
const longestOffsetMs = 1000 * 366 * 86_400_000
const approximateMs: Readonly<Record<keyof Duration, number>> = {
  years: 366 * 86_400_000,
  quarters: 92 * 86_400_000,
  months: 31 * 86_400_000,
  weeks: 7 * 86_400_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
}

function offsetOf(input: unknown): Duration | string {
  if (input === undefined || input === null) return {}
  if (!isObject(input)) return 'offset must be amounts by unit.'
  const offset: Record<string, number> = {}
  let length = 0
  for (const unit of durationUnits) {
    const amount = input[unit] ?? 0
    if (!isWhole(amount, -1e15, 1e15)) return `offset.${unit} must be a whole number.`
    length += Math.abs(amount) * approximateMs[unit]
    offset[unit] = amount
  }
  return length > longestOffsetMs ? 'offset may not be longer than a thousand years.' : offset
}

function indexedPoint(members: Members, zone: string, context: OperatorContext): TimePoint | string {
  const reference = isObject(members.indexReference) ? members.indexReference : {}
  const offset = offsetOf(members.offset)
  const clock = clockOf(reference)
  if (typeof offset === 'string') return offset
  if (typeof clock === 'string') return clock
  const words = indexedWords(reference, offset)
  if (reference.referenceType === 'NOW') {
    const at = (now: number) => addDuration(now, offset, zone)
    return { kind: 'clock', zone, moves: 'always', words, start: at, end: at }
  }
  const dayIn = dayInPeriod(reference, context.filter.catalogue.fiscalYearStartMonth)
  if (typeof dayIn === 'string') return dayIn
  const months = (offset.months ?? 0) + 3 * (offset.quarters ?? 0) + 12 * (offset.years ?? 0)
  const days = (offset.days ?? 0) + 7 * (offset.weeks ?? 0)
  const exact = addDuration(0, { ...offset, years: 0, quarters: 0, months: 0, weeks: 0, days: 0 }, 'UTC')
  const dayOf = (now: number): Day => {
    const today = dayAt(zone, now)
    const [year, month, day] = dayIn(inMonth(today.year, today.month + months, today.day))
    return [year, month, day + days]
  }
  return dayPoint(dayOf, clock, exact, { zone, moves: 'daily', words })
}

/** A day of a month; the month may run over the year, a day beyond its end means the last. */
function inMonth(year: number, month: number, day: number): Day {
  const first = calendarDayOf(dayNumber(year, month, 1))
  return [first.year, first.month, Math.min(day, monthLength(first.year, first.month))]
}

const monthsIn: Readonly<Record<string, number>> = {
  QUARTER: 3,
  FISCAL_QUARTER: 3,
  YEAR: 12,
  FISCAL_YEAR: 12,
}

/**
 * The referenced day of the period that holds a day. `month` counts within the quarter or year, fiscal ones from their own
 * first month.
 */
function dayInPeriod(reference: Members, fiscalStart: number): ((today: Day) => Day) | string {
  const type = memberText(reference.referenceType)
  if (type === 'TODAY') return (today) => today
  if (type === 'WEEK') {
    const weekday = weekdayNumber(memberText(reference.dayOfWeek))
    if (weekday === 0) return 'indexReference.dayOfWeek must name a weekday.'
    return ([year, month, day]) => {
      const today = dayNumber(year, month, day)
      return [year, month, day + weekday - calendarDayOf(today).weekday]
    }
  }
  const { day = 1, month = 1 } = reference
  if (!isWhole(day, 1, 31)) return 'indexReference.day must be between 1 and 31.'
  if (type === 'MONTH') return ([year, current]) => inMonth(year, current, day)
  const length = monthsIn[type]
  if (length === undefined) return `the reference ${type} is not known.`
  if (!isWhole(month, 1, 12)) return 'indexReference.month must be between 1 and 12.'
  const first = type.startsWith('FISCAL') ? fiscalStart : 1
  return ([year, current]) => {
    const into = (((current - first) % length) + length) % length
    return inMonth(year, current - into + ((month - 1) % length), day)
  }
}

function indexedWords(reference: Members, offset: Duration): string {
  const name = memberText(reference.referenceType).toLowerCase().replaceAll('_', ' ')
  const moved = Object.values(offset).some((amount) => amount !== 0)
  const base = name === 'now' || name === 'today' ? name : `the ${name}`
  return moved ? `${base} moved by ${describeDuration(offset)}` : base
}

function propertyPoint(members: Members, zone: string, context: OperatorContext): TimePoint | string {
  const property = findProperty(context.filter.catalogue, context.objectTypeId, memberText(members.property))
  if (!property) return `there is no property "${memberText(members.property)}" to compare with.`
  if (members.offset !== undefined) return 'a referenced property takes no offset.'
  if (members.referenceType === 'UPDATED_AT') {
    if (!keepsHistory(property)) return `${property.label} keeps no history.`
    const source = lastUpdate(property)
    return { kind: 'property', zone, source, isDay: false, words: source.words }
  }
  if (property.type !== 'date' && property.type !== 'datetime') return `${property.label} is no date.`
  return {
    kind: 'property',
    zone,
    source: currentValue(property),
    isDay: property.type === 'date',
    words: property.label,
  }
}
