import { describe, expect, test } from 'vitest'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { enrollInWorkflow } from './enroll-in-workflow.js'

const node = (waitForCompletion?: unknown) => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION' as const,
  actionTypeId: '0-15',
  fields: { flow_id: '9' },
  millrace: { waitForCompletion },
})
const twoDays = { delta: '2', timeUnit: 'DAYS' }
const prepared = (wait?: unknown) => enrollInWorkflow.prepare(node(wait), prepareContext())

describe('A-FLW-10 waiting until the other workflow completes', () => {
  test('whoever entered waits for what it made, no longer than it was told', async () => {
    const onEntry = () => ({ ok: true, enrollmentId: 77 }) as const
    const crm = new MemoryCrm({ onEntry })
    const until = crm.now + 2 * 86_400_000
    expect(await runAction(enrollInWorkflow, node(twoDays), [memoryRecord()], crm)).toMatchObject([
      { kind: 'awaiting', enrollmentIds: [77], until },
    ])
    expect(crm.entries).toMatchObject([{ workflowId: 9, awaited: true }])
    expect(
      await runAction(enrollInWorkflow, node(), [memoryRecord()], new MemoryCrm({ onEntry })),
    ).toMatchObject([{ kind: 'succeeded', outputs: { hs_enrolled_count: 1 } }])
  })

  test('A-FLW-7 whoever did not enter goes on', async () => {
    const crm = new MemoryCrm({ onEntry: () => ({ ok: false, code: 'already_active', broken: false }) })
    expect(await runAction(enrollInWorkflow, node(twoDays), [memoryRecord()], crm)).toMatchObject([
      { kind: 'skipped', code: 'already_active' },
    ])
  })

  test.each([
    [
      ['completed', 'goal_met'],
      { hs_enrolled_count: 2, hs_wait_outcome: 'COMPLETED', hs_completed_count: 2 },
    ],
    [['completed', 'unenrolled'], { hs_enrolled_count: 2, hs_wait_outcome: 'ENDED', hs_completed_count: 1 }],
    [['failed'], { hs_enrolled_count: 1, hs_wait_outcome: 'ENDED', hs_completed_count: 0 }],
    [['completed', null], { hs_enrolled_count: 2, hs_wait_outcome: 'TIMED_OUT', hs_completed_count: 1 }],
  ] as const)('it says how that went: %j', (ends, outputs) => {
    const result = prepared(twoDays)
    expect(result.ok && result.prepared.afterAwaiting?.(ends)).toMatchObject({ kind: 'succeeded', outputs })
  })

  test('a wait that is no wait, too short or too long is refused before it runs', () => {
    const field = 'millrace.waitForCompletion'
    for (const wait of [
      {},
      'forever',
      { delta: '1', timeUnit: 'FORTNIGHTS' },
      { delta: '1.5', timeUnit: 'DAYS' },
    ])
      expect(issuesOf(prepared(wait))).toEqual([`WORKFLOW_INVALID ${field}`])
    for (const wait of [
      { delta: '0', timeUnit: 'DAYS' },
      { delta: '1096', timeUnit: 'DAYS' },
    ])
      expect(issuesOf(prepared(wait))).toEqual([`LIMIT_EXCEEDED ${field}`])
    expect(issuesOf(prepared({ delta: 1 }))).toEqual([])
  })
})
