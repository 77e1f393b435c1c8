import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextRun, type Schedule } from './schedule.js'

const nine = { hour: 9, minute: 0 }
const next = (schedule: Schedule, after: string, zone = 'Europe/Berlin') => {
  const at = nextRun(schedule, zone, Date.parse(after))
  return at === null ? null : new Date(at).toISOString()
}

describe('the next run', () => {
  test('W-SCH-5 once: at its date and time, and never after', () => {
    const once = { kind: 'once', year: 2026, month: 12, day: 24, time: nine } as const
    expect(next(once, '2026-01-01T00:00Z')).toBe('2026-12-24T08:00:00.000Z')
    expect(next(once, '2026-12-24T07:59:59.999Z')).toBe('2026-12-24T08:00:00.000Z')
    expect(next(once, '2026-12-24T08:00Z')).toBeNull()
  })

  test('W-SCH-6 daily, in the zone of the workflow (W-SCH-2)', () => {
    expect(next({ kind: 'daily', time: nine }, '2026-07-01T07:00Z')).toBe('2026-07-02T07:00:00.000Z')
    expect(next({ kind: 'daily', time: nine }, '2026-07-01T06:59Z')).toBe('2026-07-01T07:00:00.000Z')
    expect(next({ kind: 'daily', time: nine }, '2026-07-01T07:00Z', 'America/New_York')).toBe(
      '2026-07-01T13:00:00.000Z',
    )
  })

  test('W-SCH-7 weekly, on each chosen weekday', () => {
    const weekly = { kind: 'weekly', weekdays: new Set([1, 5]), time: nine } as const
    // 22 November 2026 is a Sunday.
    expect(next(weekly, '2026-11-22T12:00Z')).toBe('2026-11-23T08:00:00.000Z')
    expect(next(weekly, '2026-11-23T08:00Z')).toBe('2026-11-27T08:00:00.000Z')
  })

  test('W-SCH-8 W-SCH-10 monthly on days; a day that the month does not have is its last one, once', () => {
    const monthly = { kind: 'monthly', days: new Set([1, 28, 30, 31]), time: nine } as const
    expect(next(monthly, '2027-02-02T00:00Z')).toBe('2027-02-28T08:00:00.000Z')
    expect(next(monthly, '2027-02-28T08:00Z')).toBe('2027-03-01T08:00:00.000Z')
    expect(next(monthly, '2028-02-28T08:00Z')).toBe('2028-02-29T08:00:00.000Z')
    expect(next(monthly, '2027-04-28T08:00Z')).toBe('2027-04-30T07:00:00.000Z')
    expect(next(monthly, '2027-04-30T07:00Z')).toBe('2027-05-01T07:00:00.000Z')
  })

  test('W-SCH-9 the first Monday, and the last day of the month', () => {
    expect(next({ kind: 'firstMonday', time: nine }, '2026-11-02T08:00Z')).toBe('2026-12-07T08:00:00.000Z')
    expect(next({ kind: 'firstMonday', time: nine }, '2027-01-05T08:00Z')).toBe('2027-02-01T08:00:00.000Z')
    expect(next({ kind: 'lastDay', time: nine }, '2028-02-01T08:00Z')).toBe('2028-02-29T08:00:00.000Z')
    expect(next({ kind: 'lastDay', time: nine }, '2026-11-30T08:00Z')).toBe('2026-12-31T08:00:00.000Z')
  })

  test('W-SCH-11 W-SCH-12 annually; 29 February is the 28th in other years', () => {
    const leap = { kind: 'yearly', month: 2, day: 29, time: nine } as const
    expect(next(leap, '2026-11-22T12:00Z')).toBe('2027-02-28T08:00:00.000Z')
    expect(next(leap, '2027-03-01T12:00Z')).toBe('2028-02-29T08:00:00.000Z')
    expect(next(leap, '2028-02-29T08:00Z')).toBe('2029-02-28T08:00:00.000Z')
    expect(next({ kind: 'yearly', month: 7, day: 4, time: nine }, '2026-07-04T07:00Z')).toBe(
      '2027-07-04T07:00:00.000Z',
    )
  })

  test('W-SCH-20 a time that is skipped runs at the next valid minute, one that is twice on the first', () => {
    const at = (hour: number, minute: number) => ({ kind: 'daily', time: { hour, minute } }) as const
    expect(next(at(2, 30), '2026-03-28T12:00Z')).toBe('2026-03-29T01:00:00.000Z')
    expect(next(at(2, 30), '2026-10-24T12:00Z')).toBe('2026-10-25T00:30:00.000Z')
    expect(next(at(2, 30), '2026-10-25T00:30Z')).toBe('2026-10-26T01:30:00.000Z')
    // Samoa had no 30 December 2011: what was due on it runs as the 31st begins.
    expect(next(at(9, 0), '2011-12-30T00:00Z', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z')
    expect(next(at(9, 0), '2011-12-30T10:00Z', 'Pacific/Apia')).toBe('2011-12-30T19:00:00.000Z')
  })
})

const zones = [
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Antarctica/Troll',
  'America/Sao_Paulo',
] as const

const minuteMs = 60_000
const dayMs = 86_400_000

const clocks = new Map(
  zones.map((timeZone) => {
    const numbers = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    } as const
    return [timeZone, new Intl.DateTimeFormat('en-US', { ...numbers, timeZone, hourCycle: 'h23' })] as const
  }),
)

/** The wall clock as the platform shows it: the minute it stands at, counted as if it were UTC's. */
function wallMinute(at: number, zone: (typeof zones)[number]): number {
  const parts = Object.fromEntries(
    (clocks.get(zone)?.formatToParts(at) ?? []).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute) / minuteMs
}

/** What the words say, minute by minute: the clock reaches or jumps over the time of a wanted day for the first time. */
function slowNextRun(
  isWanted: (day: Date) => boolean,
  minuteOfDay: number,
  zone: (typeof zones)[number],
  after: number,
  until: number,
): number | null {
  // Two days before: by then the clock has shown all that it may show again.
  let reached = wallMinute(after - 2 * dayMs, zone)
  for (let at = after - 2 * dayMs + minuteMs; at <= until; at += minuteMs) {
    const shown = wallMinute(at, zone)
    for (let minute = reached + 1; minute <= shown; minute++) {
      const day = new Date(Math.floor((minute * minuteMs) / dayMs) * dayMs)
      if (at > after && ((minute % 1440) + 1440) % 1440 === minuteOfDay && isWanted(day)) return at
    }
    reached = Math.max(reached, shown)
  }
  return null
}

/** Around changes of each zone's clock, where things go wrong, and anywhere else. */
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2010, 0) / minuteMs, max: Date.UTC(2035, 0) / minuteMs }),
  fc
    .constantFrom(
      '2026-03-08T07:00Z',
      '2026-11-01T06:00Z',
      '2011-03-13T03:31Z',
      '2011-11-06T02:31Z',
      '2026-04-04T15:00Z',
      '2026-10-03T15:30Z',
      '2011-12-30T10:00Z',
      '2026-03-29T01:00Z',
      '2026-10-25T01:00Z',
      '2018-11-04T03:00Z',
      '2018-02-18T02:00Z',
    )
    .chain((change) =>
      fc.integer({ min: -36 * 60, max: 36 * 60 }).map((minutes) => Date.parse(change) / minuteMs + minutes),
    ),
)

test('W-SCH-2 W-SCH-20 a daily or weekly run is what a slow walk over the minutes finds', () => {
  const days = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 5 })
  fc.assert(
    fc.property(
      instants,
      fc.nat(23),
      fc.constantFrom(0, 1, 29, 30, 31, 59),
      fc.constantFrom(...zones),
      days,
      (minutes, hour, minute, zone, weekdays) => {
        const after = minutes * minuteMs
        const schedule: Schedule = { kind: 'weekly', weekdays: new Set(weekdays), time: { hour, minute } }
        const found = nextRun(schedule, zone, after)
        const isWanted = (day: Date) => weekdays.includes(((day.getUTCDay() + 6) % 7) + 1)
        expect(found).toBe(slowNextRun(isWanted, hour * 60 + minute, zone, after, after + 5 * dayMs))
      },
    ),
    { numRuns: 40 },
  )
})
