import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { addDuration, describeDuration, parseIsoDuration } from './duration.js'
import {
  addDays,
  clockAt,
  dayAt,
  dayNumberBy,
  endOfDay,
  isTimeZone,
  localDayNumber,
  startOfDay,
  zonedTime,
  zoneOffsets,
} from './zone.js'

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'US/Eastern',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
)
const instants = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2100, 0, 1) })

describe('days of a zone', () => {
  it('accepts IANA and legacy names and nothing else', () => {
    expect(['UTC', 'Europe/Berlin', 'US/Eastern'].map(isTimeZone)).toEqual([true, true, true])
    expect(['', 'Mars/Olympus', '+02:00', '../etc'].map(isTimeZone)).toEqual([false, false, false, false])
  })

  it('the cached answers are those of the zone database', () => {
    fc.assert(
      fc.property(zones, instants, (zone, at) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
        expect(startOfDay(zone, at)).toBe(zoned.startOfDay().epochMilliseconds)
        expect(dayAt(zone, at)).toEqual({
          year: zoned.year,
          month: zoned.month,
          day: zoned.day,
          weekday: zoned.dayOfWeek,
        })
        expect(clockAt(zone, at)).toMatchObject({
          hour: zoned.hour,
          minute: zoned.minute,
          millisecond: zoned.millisecond,
        })
        expect(dayNumberBy(zoneOffsets(zone), at)).toBe(localDayNumber(zone, at))
      }),
      { numRuns: 300 },
    )
  })

  it('a day ends one millisecond before the next, also when it has 23 or 25 hours', () => {
    const spring = Date.UTC(2026, 2, 29, 10)
    const autumn = Date.UTC(2026, 9, 25, 10)
    const hours = (at: number) =>
      (endOfDay('Europe/Berlin', at) + 1 - startOfDay('Europe/Berlin', at)) / 3_600_000
    expect([hours(spring), hours(autumn)]).toEqual([23, 25])
  })

  it('a day that begins at one o’clock begins then', () => {
    expect(
      clockAt('America/Sao_Paulo', startOfDay('America/Sao_Paulo', Date.UTC(2018, 10, 4, 12))),
    ).toMatchObject({ day: 4, hour: 1 })
  })

  it('W-SCH-20 a skipped time is the next valid minute, a repeated one the first', () => {
    const skipped = zonedTime('Europe/Berlin', { year: 2026, month: 3, day: 29, hour: 2, minute: 30 })
    const repeated = zonedTime('Europe/Berlin', { year: 2026, month: 10, day: 25, hour: 2, minute: 30 })
    expect(skipped).toBe(Date.UTC(2026, 2, 29, 1))
    expect(repeated).toBe(Date.UTC(2026, 9, 25, 0, 30))
  })

  it('days are added on the wall clock', () => {
    expect(addDays('Europe/Berlin', Date.UTC(2026, 2, 28, 9), 1)).toBe(Date.UTC(2026, 2, 29, 8))
  })
})

describe('durations', () => {
  it('W-SCH-10 a month later is the last day where the month is shorter', () => {
    expect(addDuration(Date.UTC(2026, 0, 31), { months: 1 }, 'UTC')).toBe(Date.UTC(2026, 1, 28))
  })

  it('hours are exact over a clock change, and signs may be mixed', () => {
    expect(addDuration(Date.UTC(2026, 2, 28, 23), { days: 1, hours: -1 }, 'Europe/Berlin')).toBe(
      Date.UTC(2026, 2, 29, 21),
    )
  })

  it('read ISO 8601 and are described in words', () => {
    expect(parseIsoDuration('P1DT2H')).toEqual({ days: 1, hours: 2 })
    expect(parseIsoDuration('P')).toBeUndefined()
    expect(parseIsoDuration('1 day')).toBeUndefined()
    expect(describeDuration({ days: 1, hours: 2 })).toBe('1 day 2 hours')
  })
})
