import { expect, test } from 'vitest'
import { runsDue } from './runs-due.js'

const at = (text: string) => Date.parse(text)
const hour = 3_600_000
const time = { hour: 9, minute: 0 }
const daily = { kind: 'daily', time } as const
const byDate = { kind: 'date', time, property: 'birthday', daysDelta: 0, yearly: true } as const

test('W-SCH-6 a run that is due runs, and the next one comes after it', () => {
  const from = at('2026-11-22T09:00Z')
  const next = at('2026-11-23T09:00Z')
  expect(runsDue(daily, 'UTC', from, from)).toEqual({ runs: [from], missed: [], next })
  expect(runsDue(daily, 'UTC', from, from - 1)).toEqual({ runs: [], missed: [], next: from })
})

test('W-SCH-19 less than 24 hours late it runs, else it was missed', () => {
  const monday = { kind: 'weekly', weekdays: new Set([1]), time } as const
  const from = at('2026-11-23T09:00Z')
  const next = at('2026-11-30T09:00Z')
  expect(runsDue(monday, 'UTC', from, from + 24 * hour - 1)).toEqual({ runs: [from], missed: [], next })
  expect(runsDue(monday, 'UTC', from, from + 24 * hour)).toEqual({ runs: [], missed: [from], next })
})

test('W-SCH-19 of several that nobody began the last one runs, once', () => {
  const due = ['20', '21', '22'].map((day) => at(`2026-11-${day}T09:00Z`))
  const now = at('2026-11-22T23:00Z')
  expect(runsDue(daily, 'UTC', due[0] ?? 0, now)).toEqual({
    runs: due.slice(2),
    missed: due.slice(0, 2),
    next: at('2026-11-23T09:00Z'),
  })
})

test('W-SCH-19 runs of a date schedule are for other records each: on a day of 23 hours two may be in time', () => {
  const [yesterday, today] = [at('2026-03-28T08:00Z'), at('2026-03-29T07:00Z')]
  const { runs, missed } = runsDue(byDate, 'Europe/Berlin', yesterday, today + 59 * 60_000)
  expect({ runs, missed }).toEqual({ runs: [yesterday, today], missed: [] })
  expect(runsDue(daily, 'Europe/Berlin', yesterday, today).runs).toEqual([today])
})

test('W-SCH-5 once is once', () => {
  const once = { kind: 'once', year: 2026, month: 11, day: 22, time } as const
  const from = at('2026-11-22T09:00Z')
  expect(runsDue(once, 'UTC', from, from + 5)).toEqual({ runs: [from], missed: [], next: null })
})
