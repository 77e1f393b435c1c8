// Loops are stopped, and somebody hears of it.
import type { Chain } from '@millrace/model'
import { type Database, definitionsOf, loadRecords, lockRecords } from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { enroll } from './enroll.js'
import { mostReEnrollments } from './loop-issues.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

const again = { enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true } }

async function aWorkflow(flow: ReturnType<typeof aFlow>) {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  return { accountId, workflowId, recordId: await aRecord(db, accountId, '0-1', { city: 'Here' }) }
}

function issuesOf(accountId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(
      sql`SELECT kind, workflow_id, action_id, record_id, occurrences FROM issues WHERE account_id = ${accountId}`,
    ),
  )
}

test('W-ENR-13 M-ISS-6 an enrollment that would close a loop opens one issue, which is counted up', async () => {
  const { accountId, workflowId, recordId } = await aWorkflow(
    aFlow({ startActionId: null, actions: [], ...again }),
  )
  const chain: Chain = [{ workflowId, recordId, waited: false }]
  const ask = () =>
    db.withAccount(accountId, 'shared', async (tx) => {
      const definitions = await definitionsOf(tx)
      const workflow = definitions.workflows.get(workflowId)
      if (!workflow) throw new Error('the workflow was never published')
      await lockRecords(tx, [recordId])
      const [record] = (await loadRecords(tx, definitions, [recordId], workflow.compiled.watches)).values()
      if (!record) throw new Error('the record is not there')
      const source = { type: 'TRIGGER', group: null } as const
      return enroll(tx, definitions, [{ workflow, record, source, chain, lane: 'bulk' }], Date.now())
    })
  for (let times = 1; times <= 3; times++) {
    expect(await ask()).toEqual([{ outcome: 'loop_stopped', enrollmentId: null }])
    expect(await issuesOf(accountId)).toEqual([
      {
        kind: 'loop_guard',
        workflow_id: workflowId,
        action_id: null,
        record_id: recordId,
        occurrences: times,
      },
    ])
  }
  expect(await audit(db, accountId)).toEqual([])
})

test('W-ENR-13 more than 25 re-enrollments within an hour raise an alarm and stop nobody', async () => {
  const { accountId, workflowId, recordId } = await aWorkflow(
    aFlow({ startActionId: null, actions: [], ...again }),
  )
  for (let times = 0; times <= mostReEnrollments; times++)
    await enrollAll(db, accountId, workflowId, [recordId])
  expect(await issuesOf(accountId)).toEqual([])
  const [last] = await enrollAll(db, accountId, workflowId, [recordId])
  expect(last?.outcome).toBe('enrolled')
  expect(await issuesOf(accountId)).toEqual([
    {
      kind: 'frequent_re_enrollment',
      workflow_id: workflowId,
      action_id: null,
      record_id: recordId,
      occurrences: 1,
    },
  ])
})

test('M-ISS-6 an enrollment that comes to one action too often is taken out, with an issue at that action', async () => {
  const { accountId, workflowId, recordId } = await aWorkflow(
    aFlow({ startActionId: '1', nextAvailableActionId: '2', actions: [setProperty('1', 'city', 'Rome')] }),
  )
  await enrollAll(db, accountId, workflowId, [recordId])
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(
      sql`UPDATE enrollments SET context = '{"visits": {"1": 100}}' WHERE account_id = ${accountId}`,
    ),
  )
  await advance(anEngine(db), accountId, 'bulk')
  const ends = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`SELECT end_state, reason FROM enrollments WHERE account_id = ${accountId}`),
  )
  expect(ends).toEqual([{ end_state: 'unenrolled', reason: 'loop_guard' }])
  expect(await issuesOf(accountId)).toEqual([
    { kind: 'loop_guard', workflow_id: workflowId, action_id: '1', record_id: recordId, occurrences: 1 },
  ])
  expect(await audit(db, accountId)).toEqual([])
})
