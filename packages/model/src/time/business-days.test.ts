import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BusinessCalendar, defaultAccountSettings } from '../accounts/account-settings.js'
import { afterBusinessTime, isBusinessDay } from './business-days.js'
import { dayNumber, localDayNumber, startOfDayAfter } from './zone.js'

const hour = 3_600_000
const day = 24 * hour
const weekdays = defaultAccountSettings.businessCalendar
const utc = (year: number, month: number, date: number, hours = 0) => Date.UTC(year, month - 1, date, hours)
const after = (at: number, ms: number, calendar: BusinessCalendar = weekdays, zone = 'UTC') =>
  afterBusinessTime(calendar, zone, at, ms)

describe('A-DLT-4 time that counts on business days only', () => {
  test('one day from Friday afternoon is Monday afternoon, from Saturday it is the whole of Monday', () => {
    expect(after(utc(2026, 11, 20, 15), day)).toBe(utc(2026, 11, 23, 15))
    expect(after(utc(2026, 11, 21, 10), day)).toBe(utc(2026, 11, 24))
    expect(after(utc(2026, 11, 21, 10), 0)).toBe(utc(2026, 11, 23))
  })

  test('what ends with Friday ends as Monday begins', () => {
    expect(after(utc(2026, 11, 16), 5 * day)).toBe(utc(2026, 11, 23))
    expect(after(utc(2026, 11, 16), 5 * day - 1)).toBe(utc(2026, 11, 21) - 1)
  })

  test('holidays do not count', () => {
    const holidays = new Set([dayNumber(2026, 12, 24), dayNumber(2026, 12, 25)])
    expect(after(utc(2026, 12, 23, 12), day, { ...weekdays, holidays })).toBe(utc(2026, 12, 28, 12))
  })

  test('days are those of the zone, and a clock change on a business day leaves them 24 hours long', () => {
    // In Auckland it is Saturday already.
    expect(after(utc(2026, 11, 20, 15), day, weekdays, 'Pacific/Auckland')).toBe(utc(2026, 11, 23, 11))
    // Berlin's clock changes on a Sunday, Cairo's on a Friday: 2026-04-24 has 23 hours there.
    expect(after(utc(2026, 3, 27, 11), day, weekdays, 'Europe/Berlin')).toBe(utc(2026, 3, 30, 10))
    expect(after(utc(2026, 4, 23, 10), day, weekdays, 'Africa/Cairo')).toBe(utc(2026, 4, 24, 10))
  })
})

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Africa/Cairo', 'Pacific/Auckland', 'America/St_Johns')
const moment = fc.integer({ min: utc(2025, 1, 1), max: utc(2028, 1, 1) })
const calendar = fc.record({
  workingDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => new Set(days)),
  holidays: fc
    .uniqueArray(fc.integer({ min: dayNumber(2025, 1, 1), max: dayNumber(2028, 6, 1) }), { maxLength: 60 })
    .map((days) => new Set(days)),
})
const amount = fc.oneof(
  fc.integer({ min: 0, max: 40 * day }),
  fc.integer({ min: 0, max: 40 }).map((n) => n * day),
)

/** Business time from one moment to another, counted day by day. */
function businessTime(of: BusinessCalendar, in_: string, from: number, to: number): number {
  let total = 0
  for (let at = from; at < to; ) {
    const end = Math.min(startOfDayAfter(in_, at, 1), to)
    if (isBusinessDay(of, localDayNumber(in_, at))) total += end - at
    at = end
  }
  return total
}

describe('A-DLT-4 laws of business time', () => {
  test('it ends on a business day, when exactly so much of them has passed', () => {
    fc.assert(
      fc.property(calendar, zone, moment, amount, (known, place, at, ms) => {
        const due = afterBusinessTime(known, place, at, ms)
        expect(isBusinessDay(known, localDayNumber(place, due))).toBe(true)
        expect(businessTime(known, place, at, due)).toBe(ms)
      }),
      { numRuns: 300 },
    )
  })

  test('some and then some more is both at once', () => {
    fc.assert(
      fc.property(calendar, zone, moment, amount, amount, (known, place, at, some, more) => {
        const both = afterBusinessTime(known, place, at, some + more)
        expect(afterBusinessTime(known, place, afterBusinessTime(known, place, at, some), more)).toBe(both)
      }),
      { numRuns: 300 },
    )
  })

  test('who comes later, or waits longer, never goes on earlier', () => {
    fc.assert(
      fc.property(calendar, zone, moment, amount, amount, (known, place, at, ms, later) => {
        const due = afterBusinessTime(known, place, at, ms)
        expect(afterBusinessTime(known, place, at + later, ms)).toBeGreaterThanOrEqual(due)
        expect(afterBusinessTime(known, place, at, ms + later)).toBeGreaterThanOrEqual(due)
      }),
      { numRuns: 300 },
    )
  })
})
