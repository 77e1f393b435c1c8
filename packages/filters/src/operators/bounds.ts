// One side of a window in time, and how it meets a value: date-time properties are instants, date properties calendar days
// in the bound's zone (W-OPR-23). Bounds are computed here, in code, and reach SQL as numbers.
import { dayNumberBy, localDayNumber, startOfDayAfter, zoneOffsets } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { numeric } from '../sql-row.js'
import type { ClockPoint, PropertyPoint, TimePoint } from '../time-points.js'
import type { ValueSource } from '../value-source.js'

export type Side = 'lower' | 'upper'

/** Half of a window. A window holds a value when both halves do. */
export interface Half {
  readonly operand?: ValueSource
  holds(value: number, operand: number, now: number): boolean
  toSql(value: Sql, operand: Sql, now: number): Sql
  /** Only where the bound moves with the clock. */
  nextFlip?(value: number, now: number): number | null
}

const dayMs = 86_400_000
/** Past what a date can be; nothing there ever flips. */
const farthestDate = 3e14

interface Comparison {
  readonly holds: (value: number, bound: number) => boolean
  readonly toSql: (value: Sql, bound: Sql) => Sql
}

function comparison(side: Side, inclusive: boolean): Comparison {
  if (side === 'lower') {
    return inclusive
      ? { holds: (value, bound) => value >= bound, toSql: (value, bound) => sql`${value} >= ${bound}` }
      : { holds: (value, bound) => value > bound, toSql: (value, bound) => sql`${value} > ${bound}` }
  }
  return inclusive
    ? { holds: (value, bound) => value <= bound, toSql: (value, bound) => sql`${value} <= ${bound}` }
    : { holds: (value, bound) => value < bound, toSql: (value, bound) => sql`${value} < ${bound}` }
}

/** The half that a point bounds; `isDay` says that the bounded value is a calendar day. */
export function half(side: Side, point: TimePoint, inclusive: boolean, isDay: boolean): Half {
  if (point.kind === 'property') return propertyHalf(side, point, inclusive, isDay)
  return clockHalf(side, boundOf(side, point, inclusive), point, inclusive, isDay)
}

/** Including the endpoint takes in its whole day, leaving it out leaves out the whole day (W-OPR-14). */
function boundOf(side: Side, point: ClockPoint, inclusive: boolean): (now: number) => number {
  return (side === 'lower') === inclusive ? point.start : point.end
}

function clockHalf(
  side: Side,
  instantAt: (now: number) => number,
  { zone, moves }: Pick<ClockPoint, 'zone' | 'moves'>,
  inclusive: boolean,
  isDay: boolean,
): Half {
  const compare = comparison(side, inclusive)
  const boundAt = remembered(isDay ? (now) => localDayNumber(zone, instantAt(now)) * dayMs : instantAt)
  const fixed: Half = {
    holds: (value, _operand, now) => compare.holds(value, boundAt(now)),
    toSql: (value, _operand, now) => compare.toSql(value, numeric(boundAt(now))),
  }
  if (moves === 'never') return fixed
  const holdsAt = (value: number, now: number) => compare.holds(value, boundAt(now))
  return {
    ...fixed,
    nextFlip(value, now) {
      // Bounds only ever move on: a value above the lower one drops out, one above the upper one comes in, nothing else.
      const held = holdsAt(value, now)
      if (held !== (side === 'lower') || Math.abs(value) > farthestDate) return null
      const holdsThen = (then: number) => holdsAt(value, then)
      const distance = value - boundAt(now)
      return moves === 'daily'
        ? flipAtMidnight(holdsThen, zone, now, distance)
        : flipAtInstant(holdsThen, now, distance)
    },
  }
}

/** Many records are asked at the same `now`. */
function remembered(compute: (now: number) => number): (now: number) => number {
  let lastNow = Number.NaN
  let last = Number.NaN
  return (now) => {
    if (now !== lastNow) {
      last = compute(now)
      lastNow = now
    }
    return last
  }
}

/** The first local midnight after `now` at which the answer differs, about `distance` away. */
function flipAtMidnight(
  holds: (at: number) => boolean,
  zone: string,
  now: number,
  distance: number,
): number | null {
  const before = holds(now)
  const differs = (days: number) => holds(startOfDayAfter(zone, now, days)) !== before
  const days = bisect(differs, Math.round(distance / dayMs), 2, 100_000)
  return days === null ? null : startOfDayAfter(zone, now, days)
}

/** The first millisecond after `now` at which the answer differs, about `distance` away. */
function flipAtInstant(holds: (at: number) => boolean, now: number, distance: number): number | null {
  const before = holds(now)
  const found = bisect((ms) => holds(now + ms) !== before, distance, 1000, 1e12)
  return found === null ? null : now + found
}

/** Least positive whole number for which `differs` holds, knowing that it never stops to; searched around a guess. */
function bisect(
  differs: (n: number) => boolean,
  guess: number,
  factor: number,
  farthest: number,
): number | null {
  const start = Math.max(0, guess)
  let reach = 1
  while (!differs(start + reach)) {
    reach *= factor
    if (reach > farthest) return null
  }
  let high = start + reach
  let low = Math.max(0, start - reach)
  if (low > 0 && differs(low)) {
    high = low
    low = 0
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (differs(middle)) high = middle
    else low = middle
  }
  return high
}

/** Against another property: instants meet as instants; as soon as one is a day, both are compared as days. */
function propertyHalf(side: Side, point: PropertyPoint, inclusive: boolean, isDay: boolean): Half {
  const compare = comparison(side, inclusive)
  if (!isDay && !point.isDay) {
    return { operand: point.source, holds: compare.holds, toSql: compare.toSql }
  }
  const value = inDays(point.zone, isDay)
  const bound = inDays(point.zone, point.isDay)
  return {
    operand: point.source,
    holds: (left, right) => compare.holds(value.of(left), bound.of(right)),
    toSql: (left, right) => compare.toSql(value.inSql(left), bound.inSql(right)),
  }
}

/** The calendar day of a value as ms of midnight UTC; days are that already. */
export function inDays(
  zone: string,
  isDay: boolean,
): { of: (value: number) => number; inSql: (value: Sql) => Sql } {
  if (isDay) return { of: (value) => value, inSql: (value) => value }
  const table = zoneOffsets(zone)
  return {
    of: (value) => dayNumberBy(table, value) * dayMs,
    // The same table on both sides: PostgreSQL's own zones may be of another year.
    inSql(value) {
      const offset =
        table.since.length === 0
          ? sql`${table.offsets[0]}::numeric`
          : sql`(${table.offsets}::numeric[])[width_bucket(${value}, ${table.since}::numeric[]) + 1]`
      return sql`floor((${value} + ${offset}) / 86400000) * 86400000`
    },
  }
}
