import { expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { scheduledDelay } from './scheduled-delay.js'

const node = (delay: unknown): ActionNode => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-28',
  fields: { delay },
})
const issues = (delay: unknown) => issuesOf(scheduledDelay.prepare(node(delay), prepareContext()))

/** In Berlin, at noon UTC on 22 November 2026. */
async function until(delay: unknown) {
  const [outcome] = await runAction(scheduledDelay, node(delay), [memoryRecord()], new MemoryCrm())
  return outcome?.kind === 'waiting' ? new Date(outcome.until).toISOString() : outcome?.kind
}

test('api.md 6.3 waits for the amount, then stands at the time of day', async () => {
  expect(await until({ delta: 2, timeUnit: 'DAYS', timeOfDay: { hour: 10, minute: 30 } })).toBe(
    '2026-11-24T09:30:00.000Z',
  )
  expect(await until({ delta: '90', timeUnit: 'MINUTES' })).toBe('2026-11-22T13:30:00.000Z')
  expect(await until({ delta: 0, timeUnit: 'DAYS', timeOfDay: { hour: 8 } })).toBe('succeeded')
})

test('W-RUN-8 it counts from when it was reached', () => {
  const result = scheduledDelay.prepare(node({ delta: 1, timeUnit: 'HOURS' }), prepareContext())
  expect(result.ok && result.prepared.dueFrom?.(5_000, memoryRecord())).toBe(3_605_000)
})

test('what cannot be read is named', () => {
  expect(issues(undefined)).toEqual(['MISSING_FIELD fields.delay'])
  expect(issues({ delta: 999_999_999, timeUnit: 'YEARS' })).toEqual(['LIMIT_EXCEEDED fields.delay'])
  expect(issues({ delta: 'x', timeUnit: 'DAYS' })).toEqual(['WORKFLOW_INVALID fields.delay'])
})
