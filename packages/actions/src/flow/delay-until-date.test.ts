import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { delay } from './delay.js'
import { delayUntilDate } from './delay-until-date.js'

const until = (fields: Record<string, unknown>, millrace?: Record<string, unknown>): ActionNode => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-35',
  fields,
  ...(millrace && { millrace }),
})
const issues = (fields: Record<string, unknown>, millrace?: Record<string, unknown>) =>
  issuesOf(delayUntilDate.prepare(until(fields, millrace), prepareContext()))
const birthday = { type: 'OBJECT_PROPERTY', propertyName: 'birthday' }
const lastSeen = { type: 'OBJECT_PROPERTY', propertyName: 'last_seen' }
const at = (date: string) => ({ type: 'STATIC_VALUE', staticValue: date })

/** In Berlin, at noon UTC on 22 November 2026 unless told. */
async function arrive(
  node: ActionNode,
  values: Parameters<typeof memoryRecord>[0] = {},
  now = '2026-11-22T12:00:00Z',
  outputs = {},
) {
  const crm = new MemoryCrm({ now: Date.parse(now) })
  const [outcome] = await runAction(delayUntilDate, node, [memoryRecord(values)], crm, outputs)
  return outcome?.kind === 'waiting' ? new Date(outcome.until).toISOString() : outcome
}
const passed = { kind: 'succeeded', code: 'date_passed', outputs: { hs_delay_outcome: 'ALREADY_PAST' } }
const empty = { kind: 'succeeded', code: 'delay_empty', outputs: { hs_delay_outcome: 'EMPTY' } }

describe('a calendar date', () => {
  const christmas = String(Date.UTC(2026, 11, 24))

  test('A-DLC-1 A-DLC-4 waits until a date and a time of day, in the workflow’s zone unless the action fixes another', async () => {
    const fields = { date: at(christmas), time_of_day: { hour: 18, minute: 30 } }
    expect(await arrive(until(fields))).toBe('2026-12-24T17:30:00.000Z')
    const time_zone_strategy = { type: 'STATIC_TIME_ZONE', timeZoneId: 'America/New_York' }
    expect(await arrive(until({ ...fields, time_zone_strategy }))).toBe('2026-12-24T23:30:00.000Z')
    expect(await arrive(until({ ...fields, date: at('2026-12-24') }))).toBe('2026-12-24T17:30:00.000Z')
    expect(await arrive(until({ date: at('2026-12-24T10:00:00Z') }))).toBe('2026-12-24T10:00:00.000Z')
  })

  test('A-DLC-2 A-DLC-3 a date that has passed lets go at once, or ends the enrollment where that was chosen', async () => {
    expect(await arrive(until({ date: at('2026-11-22') }))).toEqual(passed)
    expect(await arrive(until({ date: at('2026-11-22') }, { whenPassed: 'end' }))).toEqual({
      kind: 'ended',
      code: 'date_passed',
    })
    expect(await arrive(until({ date: at('2026-11-23') }, { whenPassed: 'end' }))).toBe(
      '2026-11-22T23:00:00.000Z',
    )
  })
})

describe('a date of the record', () => {
  const day = { birthday: Date.UTC(2026, 11, 1) }

  test('A-DLP-1 days before and after, at a time of day; hours are counted from there', async () => {
    const ten = { hour: 10, minute: 0 }
    const fields = (delta: string, time_unit = 'DAYS') => ({
      date: birthday,
      delta,
      time_unit,
      time_of_day: ten,
    })
    expect(await arrive(until(fields('0')), day)).toBe('2026-12-01T09:00:00.000Z')
    expect(await arrive(until(fields('-3')), day)).toBe('2026-11-28T09:00:00.000Z')
    expect(await arrive(until(fields('1', 'WEEKS')), day)).toBe('2026-12-08T09:00:00.000Z')
    expect(await arrive(until(fields('-90', 'MINUTES')), day)).toBe('2026-12-01T07:30:00.000Z')
    expect(await arrive(until({ date: birthday }), day)).toBe('2026-11-30T23:00:00.000Z')
  })

  test('A-DLP-2 a date-time keeps its own time of day, or takes another', async () => {
    const values = { last_seen: Date.parse('2026-12-01T22:30:00Z') }
    expect(await arrive(until({ date: lastSeen, delta: '1' }), values)).toBe('2026-12-02T22:30:00.000Z')
    const eight = { hour: 8, minute: 15 }
    expect(await arrive(until({ date: lastSeen, time_of_day: eight }), values)).toBe(
      '2026-12-01T07:15:00.000Z',
    )
  })

  test('A-DLP-5 A-DLP-6 A-DLP-8 empty and passed let go at once, and say so', async () => {
    expect(await arrive(until({ date: birthday }))).toEqual(empty)
    expect(await arrive(until({ date: birthday, delta: '-20' }), day)).toEqual(passed)
  })

  test('A-DLP-4 the date may be an output of an earlier action', async () => {
    const date = { type: 'FIELD_DATA', actionId: '9', dataKey: 'when' }
    const outputs = (when: string | number) => ({ '9': { when } })
    expect(await arrive(until({ date }), {}, undefined, outputs('2026-11-24T01:02:03Z'))).toBe(
      '2026-11-24T01:02:03.000Z',
    )
    expect(await arrive(until({ date }), {}, undefined, outputs(Date.UTC(2026, 10, 24)))).toBe(
      '2026-11-23T23:00:00.000Z',
    )
    expect(await arrive(until({ date }), {}, undefined, outputs('next week'))).toEqual(empty)
    expect(await arrive(until({ date }))).toEqual(empty)
  })

  test('A-DLP-7 A-DLP-8 it follows the property and says how the wait ended', () => {
    const result = delayUntilDate.prepare(until({ date: birthday }), prepareContext())
    if (!result.ok) throw result.problems[0]
    const { follows, dueFrom, afterWait, reads } = result.prepared
    expect([...(follows ?? []), ...reads.properties]).toEqual(['birthday', 'birthday'])
    expect(dueFrom?.(0, memoryRecord(day))).toBe(Date.parse('2026-11-30T23:00:00Z'))
    expect(dueFrom?.(0, memoryRecord())).toBeNull()
    expect([afterWait?.(1), afterWait?.(null)]).toEqual([
      { hs_delay_outcome: 'REACHED' },
      { hs_delay_outcome: 'EMPTY' },
    ])
  })

  test('A-DLW-7 the record’s own zone where it has one, in either spelling, else the workflow’s', async () => {
    const node = until(
      { date: birthday, time_of_day: { hour: 9, minute: 0 } },
      { timeZoneProperty: 'hs_timezone' },
    )
    const due = (hs_timezone: string) => arrive(node, { ...day, hs_timezone })
    expect(await due('us_slash_eastern')).toBe('2026-12-01T14:00:00.000Z')
    expect(await due('Asia/Tokyo')).toBe('2026-12-01T00:00:00.000Z')
    expect(await due('Mars/Olympus')).toBe('2026-12-01T08:00:00.000Z')
    expect(await arrive(node, day)).toBe('2026-12-01T08:00:00.000Z')
  })
})

test('what cannot be read is named', () => {
  expect(issues({})).toEqual(['MISSING_FIELD fields.date'])
  expect(issues({ date: at('') })).toEqual(['MISSING_FIELD fields.date'])
  expect(issues({ date: at('soon') })).toEqual(['INVALID_DATE fields.date.staticValue'])
  expect(issues({ date: { propertyName: 'nope' } })).toEqual([
    'PROPERTY_DOESNT_EXIST fields.date.propertyName',
  ])
  expect(issues({ date: { propertyName: 'nickname' } })).toEqual([
    'WORKFLOW_INVALID fields.date.propertyName',
  ])
  expect(issues({ date: birthday, delta: 'x' })).toEqual(['WORKFLOW_INVALID fields.delta'])
  expect(issues({ date: birthday, delta: '1', time_unit: 'ERAS' })).toEqual([
    'WORKFLOW_INVALID fields.time_unit',
  ])
  expect(issues({ date: birthday, delta: '999999', time_unit: 'YEARS' })).toEqual([
    'LIMIT_EXCEEDED fields.delta',
  ])
  expect(issues({ date: birthday, time_of_day: { hour: 25 } })).toEqual([
    'WORKFLOW_INVALID fields.time_of_day',
  ])
  const mars = { type: 'STATIC_TIME_ZONE', timeZoneId: 'Mars/Olympus' }
  expect(issues({ date: birthday, time_zone_strategy: mars })).toEqual([
    'WORKFLOW_INVALID fields.time_zone_strategy',
  ])
  expect(issues({ date: birthday }, { timeZoneProperty: 'nope' })).toEqual([
    'PROPERTY_DOESNT_EXIST millrace.timeZoneProperty',
  ])
})

test('a date at the end of all days is waited for, never an error', async () => {
  const node = until({ date: lastSeen, delta: '1', time_unit: 'YEARS', time_of_day: { hour: 1, minute: 0 } })
  expect(await arrive(node, { last_seen: 8.64e15 })).toMatch(/^\+25\d\d\d\d-/)
  expect(await arrive(node, { last_seen: -8.64e15 })).toEqual(passed)
})

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
]
const years = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2032, 0) })
/** Around the clock changes of Berlin, Lord Howe and São Paulo, where things go wrong. */
const changes = fc
  .constantFrom(
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-10-03T15:30Z',
    '2026-04-04T15:00Z',
    '2018-11-04T03:00Z',
  )
  .chain((change) =>
    fc.integer({ min: -30 * 3_600_000, max: 30 * 3_600_000 }).map((off) => Date.parse(change) + off),
  )
const instants = fc.oneof(years, changes)

const dayMs = 86_400_000
const formats = new Map(
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

/** The wall clock as the platform shows it: the day's number since 1970, and its minute. */
function wallClock(at: number, zone: string): { day: number; minute: number } {
  const parts = Object.fromEntries(
    (formats.get(zone)?.formatToParts(at) ?? []).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return { day: Date.UTC(year, month - 1, day) / dayMs, minute: hour * 60 + minute }
}

/** Found minute by minute: the first instant of the day that shows the time, or a later one where it is skipped. */
function slowTimeOnDay(day: number, hour: number, minute: number, zone: string): number {
  const wanted = hour * 60 + minute
  let best: number | null = null
  for (let at = day * dayMs - 15 * 3_600_000; ; at += 60_000) {
    const clock = wallClock(at, zone)
    if (clock.day < day) continue
    if (clock.day > day) return best ?? at
    if (clock.minute === wanted) return at
    if (best === null && clock.minute > wanted) best = at
  }
}

describe('W-SCH-20 laws over zones and clock changes', () => {
  test('A-DLP-1 a day of the record at a time of day is what a slow walk over its minutes finds', () => {
    fc.assert(
      fc.property(instants, fc.nat(23), fc.nat(59), fc.constantFrom(...zones), (now, hour, minute, zone) => {
        const day = Math.floor(now / dayMs)
        const node = until({ date: birthday, time_of_day: { hour, minute } })
        const result = delayUntilDate.prepare(node, prepareContext('0-1', zone))
        const record = memoryRecord({ birthday: day * dayMs })
        const due = result.ok ? result.prepared.dueFrom?.(now, record) : null
        expect(due).toBe(slowTimeOnDay(day, hour, minute, zone))
      }),
      { numRuns: 60 },
    )
  })

  test('A-DLW-2 A-DLW-3 A-DLW-4 the next time of a chosen day is what a slow walk over the days finds', () => {
    const names = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']
    const chosenDays = fc.subarray(names, { minLength: 1 })
    fc.assert(
      fc.property(instants, fc.nat(23), fc.constantFrom(...zones), chosenDays, (now, hour, zone, days) => {
        const fields = { delta: '0', days_of_week: days, time_of_day: { hour, minute: 30 } }
        const node: ActionNode = { actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-1', fields }
        const result = delay.prepare(node, prepareContext('0-1', zone))
        const due = result.ok ? result.prepared.dueFrom?.(now, memoryRecord()) : null
        let { day } = wallClock(now, zone)
        let expected = -1
        for (; expected <= now; day++) {
          // 1970 began on a Thursday.
          const name = names[(day + 3) % 7] ?? ''
          if (days.includes(name)) expected = slowTimeOnDay(day, hour, 30, zone)
        }
        expect(due).toBe(expected)
      }),
      { numRuns: 40 },
    )
  })
})
