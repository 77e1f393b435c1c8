import { dayOfIsoDate } from '@millrace/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import {
  issuesOf,
  MemoryCrm,
  memoryCatalogue,
  memoryRecord,
  prepareContext,
  runAction,
} from '../testing/index.js'
import { longestWait, shortestWait } from '../values/amount-of-time.js'
import { delay } from './delay.js'

const node = (fields: Record<string, unknown>): ActionNode => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  fields,
})
const issues = (fields: Record<string, unknown>) => issuesOf(delay.prepare(node(fields), prepareContext()))

/** In Berlin. */
async function until(fields: Record<string, unknown>, now: string): Promise<string> {
  const crm = new MemoryCrm({ now: Date.parse(now) })
  const [outcome] = await runAction(delay, node(fields), [memoryRecord()], crm)
  return outcome?.kind === 'waiting' ? new Date(outcome.until).toISOString() : String(outcome?.kind)
}

test('A-DLT-1 A-DLT-4 waits an amount of time; days are 24 hours, also over a clock change', async () => {
  expect(await until({ delta: '90', time_unit: 'MINUTES' }, '2026-11-22T12:00:00Z')).toBe(
    '2026-11-22T13:30:00.000Z',
  )
  expect(await until({ delta: 1, time_unit: 'DAYS' }, '2026-10-24T12:00:00Z')).toBe(
    '2026-10-25T12:00:00.000Z',
  )
  expect(await until({ delta: '2' }, '2026-11-22T12:00:00Z')).toBe('2026-11-22T12:02:00.000Z')
})

test.each([
  ['A-DLW-4 on a chosen day before the time: that day', '2026-11-23T08:00:00Z', '2026-11-23T09:00:00.000Z'],
  ['A-DLW-4 at the time: the next chosen day', '2026-11-23T09:00:00Z', '2026-11-25T09:00:00.000Z'],
  ['A-DLW-4 after the last chosen day: next week', '2026-11-25T09:00:01Z', '2026-11-30T09:00:00.000Z'],
])('%s', async (_rule, now, expected) => {
  const fields = {
    delta: '0',
    time_unit: 'DAYS',
    days_of_week: ['MONDAY', 'WEDNESDAY'],
    time_of_day: { hour: 10, minute: 0 },
  }
  expect(await until(fields, now)).toBe(expected)
})

test('A-DLW-5 on a chosen day without a time the record goes on at once', async () => {
  const fields = { delta: '0', time_unit: 'DAYS', days_of_week: ['SUNDAY'] }
  expect(await until(fields, '2026-11-22T12:00:00Z')).toBe('succeeded')
  expect(await until(fields, '2026-11-23T12:00:00Z')).toBe('2026-11-28T23:00:00.000Z')
})

test('A-DLW-2 waits until the next occurrence of a time of day', async () => {
  expect(await until({ delta: '0', time_of_day: { hour: 13, minute: 30 } }, '2026-11-22T12:29:59Z')).toBe(
    '2026-11-22T12:30:00.000Z',
  )
  expect(await until({ delta: '0', time_of_day: { hour: 13, minute: 30 } }, '2026-11-22T12:30:00Z')).toBe(
    '2026-11-23T12:30:00.000Z',
  )
})

test('A-DLW-4 the moment waited for is always later, and at the chosen time of a chosen day', async () => {
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }),
      fc.nat(23),
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      async (chosen, hour, now) => {
        const fields = { delta: '0', days_of_week: chosen, time_of_day: { hour, minute: 15 } }
        const result = delay.prepare(node(fields), prepareContext('0-1', 'UTC'))
        const due = (result.ok && result.prepared.dueFrom?.(now, memoryRecord())) || 0
        expect(due).toBeGreaterThan(now)
        expect(due - now).toBeLessThanOrEqual(7 * 86_400_000)
        expect(chosen).toContain(days[(new Date(due).getUTCDay() + 6) % 7])
        expect(new Date(due).toISOString().slice(11)).toBe(`${String(hour).padStart(2, '0')}:15:00.000Z`)
      },
    ),
    { numRuns: 100 },
  )
})

test('A-DLT-3 a delay is at least 1 minute and at most 1,095 days', () => {
  expect(issues({ delta: '0', time_unit: 'MINUTES' })).toEqual(['LIMIT_EXCEEDED fields.delta'])
  expect(issues({ delta: '1', time_unit: 'MINUTES' })).toEqual([])
  expect(issues({ delta: '1095', time_unit: 'DAYS' })).toEqual([])
  expect(issues({ delta: '1096', time_unit: 'DAYS' })).toEqual(['LIMIT_EXCEEDED fields.delta'])
  expect([shortestWait, longestWait]).toEqual([60_000, 94_608_000_000])
})

test('what cannot be read is named', () => {
  expect(issues({})).toEqual(['MISSING_FIELD fields.delta'])
  expect(issues({ delta: '1.5', time_unit: 'DAYS' })).toEqual(['WORKFLOW_INVALID fields.delta'])
  expect(issues({ delta: '1', time_unit: 'ERAS' })).toEqual(['WORKFLOW_INVALID fields.time_unit'])
  expect(issues({ delta: '0', days_of_week: ['CATURDAY'] })).toContain('WORKFLOW_INVALID fields.days_of_week')
  expect(issues({ delta: '0', time_of_day: { hour: 25 } })).toContain('WORKFLOW_INVALID fields.time_of_day')
})

test('A-FLW-3 the least wait it guarantees closes a cycle, a weekday alone does not', () => {
  expect(delay.shortestWait(node({ delta: '1', time_unit: 'HOURS' }))).toBe(3_600_000)
  expect(delay.shortestWait(node({ delta: '0', days_of_week: ['MONDAY'] }))).toBe(0)
  expect(delay.shortestWait(node({}))).toBe(0)
})

describe('A-DLT-4 only business days of the account', () => {
  const onBusinessDays = (fields: Record<string, unknown>) => ({
    ...node(fields),
    millrace: { businessDays: true },
  })

  async function untilBusiness(
    fields: Record<string, unknown>,
    now: string,
    holidays: readonly string[] = [],
  ) {
    const businessCalendar = {
      ...memoryCatalogue.settings.businessCalendar,
      holidays: new Set(holidays.map(dayOfIsoDate)),
    }
    const settings = { ...memoryCatalogue.settings, businessCalendar }
    const crm = new MemoryCrm({ now: Date.parse(now), catalogue: { ...memoryCatalogue, settings } })
    const [outcome] = await runAction(delay, onBusinessDays(fields), [memoryRecord()], crm)
    return outcome?.kind === 'waiting' ? new Date(outcome.until).toISOString() : outcome?.kind
  }

  test('a weekend and holidays do not count, in the zone of the workflow', async () => {
    const twoDays = { delta: '2', time_unit: 'DAYS' }
    // Thursday noon in Berlin.
    const thursday = '2026-11-19T11:00:00Z'
    expect(await untilBusiness(twoDays, thursday)).toBe('2026-11-23T11:00:00.000Z')
    expect(await untilBusiness(twoDays, thursday, ['2026-11-23'])).toBe('2026-11-24T11:00:00.000Z')
    expect(await untilBusiness({ delta: '36', time_unit: 'HOURS' }, '2026-11-20T22:00:00Z')).toBe(
      '2026-11-24T10:00:00.000Z',
    )
  })

  test('with a time of day it is that time of a business day', async () => {
    const atTen = { delta: '1', time_unit: 'DAYS', time_of_day: { hour: 10, minute: 0 } }
    expect(await untilBusiness(atTen, '2026-11-19T11:00:00Z')).toBe('2026-11-23T09:00:00.000Z')
    expect(await untilBusiness({ ...atTen, delta: '0' }, '2026-11-21T08:00:00Z')).toBe(
      '2026-11-23T09:00:00.000Z',
    )
  })

  test('weeks and weekdays are refused beside it', () => {
    const found = (fields: Record<string, unknown>) =>
      issuesOf(delay.prepare(onBusinessDays(fields), prepareContext()))
    expect(found({ delta: '1', time_unit: 'WEEKS' })).toEqual(['WORKFLOW_INVALID fields.time_unit'])
    expect(found({ delta: '1', time_unit: 'DAYS', days_of_week: ['MONDAY'] })).toEqual([
      'WORKFLOW_INVALID fields.days_of_week',
    ])
    expect(found({ delta: '0', time_unit: 'DAYS' })).toEqual(['LIMIT_EXCEEDED fields.delta'])
    expect(found({ delta: '1', time_unit: 'DAYS', days_of_week: [] })).toEqual([])
  })
})
