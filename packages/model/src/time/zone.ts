// Days and clocks in a time zone. One zone database for everything: what SQL compares is computed here (engine.md 2).
import { Temporal } from 'temporal-polyfill'

export interface ClockFields {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  readonly millisecond?: number
}

/** A calendar day in some zone; `weekday` 1 is Monday, 7 is Sunday. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
}

const dayMs = 86_400_000

interface ZoneCache {
  /** Offset in ms of a UTC day; null on days on which it changes. */
  readonly offsets: Map<number, number | null>
  /** First instant of a local day, by its number since 1970-01-01. */
  readonly starts: Map<number, number>
  table?: ZoneOffsets
}

/** Temporal takes about 85 µs a question, and a wave asks thousands about the same few days. */
const zones = new Map<string, ZoneCache>()
const mostDaysKept = 20_000

/** True for an IANA or legacy zone name (`Europe/Berlin`, `US/Eastern`, `UTC`). */
export function isTimeZone(name: string): boolean {
  if (zones.has(name)) return true
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** First instant of the day that holds `at`; where a clock change removes midnight, the first that exists. */
export function startOfDay(zone: string, at: number): number {
  return startOfLocalDay(zone, localDayNumber(zone, at))
}

/** Last millisecond of the day that holds `at` (W-OPR-14: 23:59:59.999). */
export function endOfDay(zone: string, at: number): number {
  return startOfLocalDay(zone, localDayNumber(zone, at) + 1) - 1
}

/** First instant of the day `days` after the one that holds `at`. */
export function startOfDayAfter(zone: string, at: number, days: number): number {
  return startOfLocalDay(zone, localDayNumber(zone, at) + days)
}

/** First instant of a named day. A month or day out of range rolls over, as 2026-14-01 to 2027-02-01. */
export function startOfDate(zone: string, year: number, month: number, day: number): number {
  return startOfLocalDay(zone, dayNumber(year, month, day))
}

/** The day that holds `at`. */
export function dayAt(zone: string, at: number): CalendarDay {
  return calendarDayOf(localDayNumber(zone, at))
}

/** Days since 1970-01-01 of the day that holds `at`: two instants share a day when these are equal. */
export function localDayNumber(zone: string, at: number): number {
  return Math.floor((at + offsetAt(zone, at)) / dayMs)
}

/** The time of the local day on its wall clock, ms since midnight. */
export function localTimeOf(zone: string, at: number): number {
  const local = at + offsetAt(zone, at)
  return local - Math.floor(local / dayMs) * dayMs
}

/** The instant at which a local day, by its number since 1970-01-01, has a time, ms since midnight; as `zonedTime` has it. */
export function instantOnDay(zone: string, day: number, time: number): number {
  const local = new Date(time)
  return zonedTime(zone, {
    ...calendarDayOf(day),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  })
}

/** How far the clock is ahead of UTC at an instant, ms, and until when it is: its next change, or a day or two on. */
export function clockStretch(zone: string, at: number): { readonly offset: number; readonly until: number } {
  const offset = offsetAt(zone, at)
  const day = Math.floor(at / dayMs)
  const end = (day + 2) * dayMs
  if (offsetOn(zone, day) !== null && offsetOn(zone, day + 1) !== null) return { offset, until: end }
  const next = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next')
  return { offset, until: Math.min(end, next?.epochMilliseconds ?? end) }
}

/** The wall clock at an instant. */
export function clockAt(zone: string, at: number): Required<ClockFields> {
  const local = new Date(at + offsetAt(zone, at))
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  }
}

/**
 * The instant of a wall clock: for a skipped time the first that exists after it, for a repeated one the first of the two
 * (W-SCH-20). A month or day out of range rolls over.
 */
export function zonedTime(zone: string, fields: ClockFields): number {
  const { year, month, day } = calendarDayOf(dayNumber(fields.year, fields.month, fields.day))
  const wanted = Temporal.PlainDateTime.from({ ...fields, year, month, day })
  const found = wanted.toZonedDateTime(zone)
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds
  const before = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return (before.getTimeZoneTransition('next') ?? found).epochMilliseconds
}

/** The same wall clock `days` later, also over a clock change. */
export function addDays(zone: string, at: number, days: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).add({ days }).epochMilliseconds
}

/**
 * Every change of a zone's clock from 1900 to 2149: `offsets[0]` holds before the first instant of `since`, `offsets[i]`
 * from `since[i - 1]` on. For those who must compute local days where there is no zone database, as in SQL.
 */
export interface ZoneOffsets {
  readonly since: readonly number[]
  readonly offsets: readonly number[]
}

export function zoneOffsets(zone: string): ZoneOffsets {
  const cache = cacheOf(zone)
  cache.table ??= readZoneOffsets(zone)
  return cache.table
}

/** Number of the local day of an instant by such a table. */
export function dayNumberBy({ since, offsets }: ZoneOffsets, at: number): number {
  let low = 0
  let high = since.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((since[middle] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return Math.floor((at + (offsets[low] ?? 0)) / dayMs)
}

function readZoneOffsets(zone: string): ZoneOffsets {
  const since: number[] = []
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from('1900-01-01T00:00Z').toZonedDateTimeISO(zone)
  const offsets = [exactOffset(zone, at.epochMilliseconds)]
  for (
    at = at.getTimeZoneTransition('next');
    at !== null && at.year < 2150;
    at = at.getTimeZoneTransition('next')
  ) {
    since.push(at.epochMilliseconds)
    offsets.push(Math.round(at.offsetNanoseconds / 1e6))
  }
  return { since, offsets }
}

/** Number of a calendar day since 1970-01-01. */
export function dayNumber(year: number, month: number, day: number): number {
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  return at.getTime() / dayMs
}

/** The calendar day of a number since 1970-01-01. */
export function calendarDayOf(number: number): CalendarDay {
  const at = new Date(number * dayMs)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: ((at.getUTCDay() + 6) % 7) + 1,
  }
}

function startOfLocalDay(zone: string, number: number): number {
  if (zone === 'UTC') return number * dayMs
  const { starts } = cacheOf(zone)
  const known = starts.get(number)
  if (known !== undefined) return known
  const { year, month, day } = calendarDayOf(number)
  const start = Temporal.PlainDate.from({ year, month, day }).toZonedDateTime(zone).epochMilliseconds
  if (starts.size >= mostDaysKept) starts.clear()
  starts.set(number, start)
  return start
}

function offsetAt(zone: string, at: number): number {
  return offsetOn(zone, Math.floor(at / dayMs)) ?? exactOffset(zone, at)
}

/** Offset of a UTC day by its number; null on days on which it changes. */
function offsetOn(zone: string, day: number): number | null {
  if (zone === 'UTC') return 0
  const { offsets } = cacheOf(zone)
  let offset = offsets.get(day)
  if (offset === undefined) {
    const first = exactOffset(zone, day * dayMs)
    offset = first === exactOffset(zone, (day + 1) * dayMs) ? first : null
    if (offsets.size >= mostDaysKept) offsets.clear()
    offsets.set(day, offset)
  }
  return offset
}

function exactOffset(zone: string, at: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return Math.round(zoned.offsetNanoseconds / 1e6)
}

function cacheOf(zone: string): ZoneCache {
  let cache = zones.get(zone)
  if (!cache) {
    // Asked before it is remembered: an unknown zone throws here and stays unknown.
    exactOffset(zone, 0)
    cache = { offsets: new Map(), starts: new Map() }
    zones.set(zone, cache)
  }
  return cache
}
