// Lengths of time. Days and longer follow the calendar of a zone, hours and shorter are exact.
import { Temporal } from 'temporal-polyfill'

export const durationUnits = [
  'years',
  'quarters',
  'months',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
] as const
export type DurationUnit = (typeof durationUnits)[number]

/** Signed amounts by unit; absent means 0 (api.md 5.3, `offset`). */
export type Duration = Readonly<Partial<Record<DurationUnit, number>>>

/** `at` moved by a duration: larger units first, a missing day of the month becomes its last (W-SCH-10). */
export function addDuration(at: number, duration: Duration, zone: string): number {
  const exact =
    (duration.hours ?? 0) * 3_600_000 +
    (duration.minutes ?? 0) * 60_000 +
    (duration.seconds ?? 0) * 1000 +
    (duration.milliseconds ?? 0)
  const months = (duration.months ?? 0) + 3 * (duration.quarters ?? 0)
  const days = (duration.days ?? 0) + 7 * (duration.weeks ?? 0)
  const years = duration.years ?? 0
  if (years === 0 && months === 0 && days === 0) return at + exact
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return addEach(zoned, { years, months, days }).epochMilliseconds + exact
}

/** One unit at a time: Temporal refuses a duration of mixed signs. */
function addEach(start: Temporal.ZonedDateTime, amounts: { years: number; months: number; days: number }) {
  return start.add({ years: amounts.years }).add({ months: amounts.months }).add({ days: amounts.days })
}

const isoDuration =
  /^([+-])?P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/** An ISO 8601 duration such as `P1D` or `PT2H30M`; undefined when it is none. */
export function parseIsoDuration(text: string): Duration | undefined {
  const parts = isoDuration.exec(text)
  if (!parts) return undefined
  const sign = parts[1] === '-' ? -1 : 1
  const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const
  const entries = units.flatMap((unit, index) => {
    const amount = parts[index + 2]
    return amount === undefined ? [] : [[unit, sign * Number(amount)] as const]
  })
  return Object.fromEntries(entries)
}

/** `3 days`, `1 hour 30 minutes`, `0 minutes`. */
export function describeDuration(duration: Duration): string {
  const words = durationUnits.flatMap((unit) => {
    const amount = duration[unit] ?? 0
    return amount === 0 ? [] : [`${amount} ${Math.abs(amount) === 1 ? unit.slice(0, -1) : unit}`]
  })
  return words.length === 0 ? '0 minutes' : words.join(' ')
}
