import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateRanges, daysOfRun, type Range } from './date-runs.js'
import type { DateSchedule } from './schedule.js'
import { calendarDayOf, dayNumber, startOfDate } from './zone.js'

const dayMs = 86_400_000
const byDate = (more: Partial<DateSchedule> = {}): DateSchedule => ({
  kind: 'date',
  property: 'birthday',
  daysDelta: 0,
  yearly: false,
  time: { hour: 9, minute: 0 },
  ...more,
})
const isIn = (ranges: readonly Range[], at: number) => ranges.some(([from, to]) => at >= from && at < to)
const years = fc.integer({ min: 1904, max: 2140 })
/** Any, and those about the end of February. */
const days = fc.oneof(
  fc.integer({ min: dayNumber(1901, 1, 1), max: dayNumber(2148, 12, 31) }),
  fc.tuple(years, fc.constantFrom(28, 29, 30)).map(([year, day]) => dayNumber(year, 2, day)),
)

describe('the dates a run is about', () => {
  test('W-SCH-13 those so many days before or after the day', () => {
    const today = dayNumber(2026, 3, 1)
    expect(dateRanges(byDate({ daysDelta: -3 }), [today], null)).toEqual([
      [Date.UTC(2026, 2, 4), Date.UTC(2026, 2, 5)],
    ])
    expect(dateRanges(byDate({ daysDelta: 1 }), [today], null)).toEqual([
      [Date.UTC(2026, 1, 28), Date.UTC(2026, 2, 1)],
    ])
  })

  test('W-SCH-13 a date-time counts by its day in the zone, which may have 23 hours', () => {
    const [range] = dateRanges(byDate(), [dayNumber(2026, 3, 29)], 'Europe/Berlin')
    expect(range).toEqual([Date.parse('2026-03-28T23:00Z'), Date.parse('2026-03-29T22:00Z')])
  })

  test('W-SCH-14 the law of anniversaries: a date’s turn comes once a year, on its day, and 29 February’s on the 28th', () => {
    fc.assert(
      fc.property(days, years, fc.integer({ min: -400, max: 400 }), (date, year, daysDelta) => {
        const { month, day } = calendarDayOf(date)
        const isThere = calendarDayOf(dayNumber(year, month, day)).day === day
        const anniversary = isThere ? dayNumber(year, month, day) : dayNumber(year, 2, 28)
        const turn = anniversary + daysDelta
        const yearly = byDate({ yearly: true, daysDelta })
        expect(isIn(dateRanges(yearly, [turn], null), date * dayMs)).toBe(true)
        for (const other of [turn - 1, turn + 1]) {
          expect(isIn(dateRanges(yearly, [other], null), date * dayMs)).toBe(false)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('W-SCH-14 of a date-time, its day in the zone', () => {
    const yearly = byDate({ yearly: true })
    const ranges = dateRanges(yearly, [dayNumber(2026, 5, 2)], 'Asia/Kathmandu')
    const start = startOfDate('Asia/Kathmandu', 1999, 5, 2)
    expect([start - 1, start, start + dayMs - 1, start + dayMs].map((at) => isIn(ranges, at))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})

describe('the days a run is for', () => {
  test('its own, and a day that the zone skips', () => {
    const at = (text: string) => Date.parse(text)
    expect(daysOfRun(byDate(), 'Europe/Berlin', at('2026-11-22T08:00Z'))).toEqual([dayNumber(2026, 11, 22)])
    expect(daysOfRun(byDate(), 'Pacific/Apia', at('2011-12-30T10:00Z'))).toEqual([dayNumber(2011, 12, 30)])
    expect(daysOfRun(byDate(), 'Pacific/Apia', at('2011-12-30T19:00Z'))).toEqual([dayNumber(2011, 12, 31)])
    const midnight = byDate({ time: { hour: 0, minute: 0 } })
    expect(daysOfRun(midnight, 'Pacific/Apia', at('2011-12-30T10:00Z'))).toEqual([
      dayNumber(2011, 12, 30),
      dayNumber(2011, 12, 31),
    ])
  })

  test('one whose time of day was changed meanwhile is for the day it falls on', () => {
    expect(daysOfRun(byDate(), 'UTC', Date.parse('2026-11-22T10:15Z'))).toEqual([dayNumber(2026, 11, 22)])
  })
})
