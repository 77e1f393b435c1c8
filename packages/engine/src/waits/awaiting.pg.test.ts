// Enrolling in another workflow and waiting until it has ended, or long enough (A-FLW-10).
import { type Database, definitionsOf, eraseRecords, lockRecords, readClock } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { deleteRecords } from '../crm/delete-records.js'
import type { Engine } from '../engine.js'
import { completeCallbacks } from '../extensions/complete-callbacks.js'
import { unenrollRecords } from '../leave/unenroll-records.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { release } from './release.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const hour = 3_600_000
type Members = Readonly<Record<string, unknown>>
const next = (id?: string) =>
  id === undefined ? {} : { connection: { edgeType: 'STANDARD', nextActionId: id } }
const step = (actionId: string, actionTypeId: string, fields: Members, to?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
  ...next(to),
})
const waits = (actionId: string, to?: string) => step(actionId, '0-1', { delta: '9', time_unit: 'HOURS' }, to)
/** Enrolls and waits for two hours at most; then it says what came of it. */
const awaiting = (flowId: number, fields: Members = {}) => [
  {
    ...step('1', '0-15', { flow_id: String(flowId), ...fields }, '2'),
    millrace: { waitForCompletion: { delta: 2, timeUnit: 'HOURS' } },
  },
  {
    ...setProperty('2', 'jobtitle', ''),
    fields: {
      property_name: 'jobtitle',
      value: { type: 'FIELD_DATA', actionId: '1', dataKey: 'hs_wait_outcome' },
    },
  },
]
const publish = (accountId: number, actions: readonly Members[], more: Members = {}) =>
  aPublishedWorkflow(
    db,
    accountId,
    aFlow({ startActionId: actions.length === 0 ? null : '1', actions, ...more }),
  )

async function drain(accountId: number): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    const released = await release(engine, accountId)
    const waves = [await advance(engine, accountId, 'timers'), await advance(engine, accountId, 'bulk')]
    quiet = [released, ...waves].every(({ claimed }) => claimed === 0) ? quiet + 1 : 0
  }
  expect(await audit(db, accountId)).toEqual([])
}

const enrollmentsIn = (accountId: number, workflowId: number) =>
  db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ id: number; record: number; state: string; since: number; due: number; ends: string[] }>(sql`
      SELECT id, record_id AS record, state, waiting_since AS since, due_at AS due FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
const log = (accountId: number, workflowId: number) =>
  db.withAccount(accountId, 'read', async (tx) =>
    (
      await tx.query<{ outcome: string; code: string | null }>(sql`SELECT outcome, code FROM action_log
        WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY at, enrollment_id, seq`)
    ).map(({ outcome, code }) => (code === null ? outcome : `${outcome} ${code}`)),
  )
const waitsOf = (accountId: number) =>
  db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`SELECT FROM enrollment_waits WHERE account_id = ${accountId}`),
  )
async function titleOf(accountId: number, recordId: number): Promise<string | null> {
  const [row] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ title: string | null }>(sql`
      SELECT coalesce(r.hot ->> 'jobtitle', c.cold ->> 'jobtitle') AS title
      FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${accountId} AND r.id = ${recordId}`),
  )
  return row?.title ?? null
}
/** Whoever waits for time there has waited long enough. */
const timeGoesBy = (accountId: number, workflowId: number) =>
  db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE enrollments SET due_at = now(), waiting_since = waiting_since - interval '9 hours'
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} AND due_at IS NOT NULL`),
  )

/** A contact in a workflow that waits for the other one, which has `actions`. */
async function anAwaiting(actions: readonly Members[], more: Members = {}) {
  const accountId = await anAccount(db)
  const target = await publish(accountId, actions, more)
  const source = await publish(accountId, awaiting(target))
  const [recordId = 0] = await records(db, accountId, '0-1', [{}])
  await enrollAll(db, accountId, source, [recordId])
  await drain(accountId)
  return { accountId, target, source, recordId }
}

const completed = ['enrolled manual', 'waiting', 'succeeded', 'succeeded', 'ended completed']

test('A-FLW-10 the record waits while it is in the other workflow, and goes on when that completes', async () => {
  const { accountId, target, source, recordId } = await anAwaiting([waits('1')])
  const [waiting] = await enrollmentsIn(accountId, source)
  expect(waiting).toMatchObject({ state: 'event', due: (waiting?.since ?? 0) + 2 * hour })
  expect(await titleOf(accountId, recordId)).toBeNull()
  await timeGoesBy(accountId, target)
  await drain(accountId)
  expect(await log(accountId, source)).toEqual(completed)
  expect(await titleOf(accountId, recordId)).toBe('COMPLETED')
  expect(await waitsOf(accountId)).toEqual([])
})

test('A-FLW-10 the longest wait is over first: the record goes on, and the other workflow’s end changes nothing', async () => {
  const { accountId, target, source, recordId } = await anAwaiting([waits('1')])
  await timeGoesBy(accountId, source)
  await drain(accountId)
  const late = completed.with(2, 'succeeded awaited_too_long')
  expect([await log(accountId, source), await titleOf(accountId, recordId)]).toEqual([late, 'TIMED_OUT'])
  await timeGoesBy(accountId, target)
  await drain(accountId)
  expect(await log(accountId, source)).toEqual(late)
  expect(await waitsOf(accountId)).toEqual([])
})

test('A-FLW-10 whoever leaves the other workflow has ended there: by hand, by its goal, by an error, at once', async () => {
  const left = await anAwaiting([waits('1')])
  await db.withAccount(left.accountId, 'shared', async (tx) => {
    const ids = await lockRecords(tx, [left.recordId])
    const options = { reason: 'manual', workflowIds: [left.target] } as const
    await unenrollRecords(tx, await definitionsOf(tx), ids, options, await readClock(tx))
  })
  await drain(left.accountId)
  expect(await titleOf(left.accountId, left.recordId)).toBe('ENDED')

  const failing = {
    ...setProperty('1', 'lifecyclestage', 'nonsense'),
    millrace: { onFailure: 'stop' },
  }
  const failed = await anAwaiting([failing])
  expect(await log(failed.accountId, failed.target)).toContain('ended error_stop')
  expect(await titleOf(failed.accountId, failed.recordId)).toBe('ENDED')

  for (const actions of [[], [setProperty('1', 'city', 'x')]]) {
    const atOnce = await anAwaiting(actions)
    expect(await log(atOnce.accountId, atOnce.source)).toEqual(completed)
    expect(await titleOf(atOnce.accountId, atOnce.recordId)).toBe('COMPLETED')
  }
})

test('A-FLW-10 A-FLW-7 whoever does not enter is not waited for', async () => {
  const { accountId, target, source } = await anAwaiting([waits('1')])
  const [again = 0] = await records(db, accountId, '0-1', [{}])
  await enrollAll(db, accountId, target, [again])
  await enrollAll(db, accountId, source, [again])
  await drain(accountId)
  expect((await log(accountId, source)).slice(-4)).toContain('skipped already_active')
  const [, second] = await enrollmentsIn(accountId, source)
  expect(second).toMatchObject({ record: again, state: 'ended' })
})

test('A-FLW-10 of associated records all have to end; erased and deleted ones have', async () => {
  const accountId = await anAccount(db)
  const companies = { type: 'PLATFORM_FLOW', objectTypeId: '0-2' }
  const target = await publish(accountId, [waits('1')], companies)
  const association = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
  const source = await publish(accountId, awaiting(target, { association }))
  const [contact = 0] = await records(db, accountId, '0-1', [{}])
  const firms = await records(db, accountId, '0-2', [{}, {}, {}])
  const [first = 0, second = 0, third = 0] = firms
  await db.withAccount(accountId, 'shared', async (tx) => {
    for (const firm of firms)
      await tx.execute(sql`INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
        VALUES (${accountId}, ${contact}, '0-2', ${firm}, 'HUBSPOT_DEFINED', 279),
          (${accountId}, ${firm}, '0-1', ${contact}, 'HUBSPOT_DEFINED', 280)`)
  })
  await enrollAll(db, accountId, source, [contact])
  await drain(accountId)
  const stateNow = async () => (await enrollmentsIn(accountId, source))[0]?.state
  const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.now() } as const
  await db.withAccount(accountId, 'shared', async (tx) =>
    eraseRecords(tx, await definitionsOf(tx), '0-2', [first], meta),
  )
  await drain(accountId)
  expect(await stateNow()).toBe('event')
  await db.withAccount(accountId, 'shared', async (tx) =>
    deleteRecords(tx, await definitionsOf(tx), [second], meta),
  )
  await drain(accountId)
  expect(await stateNow()).toBe('event')
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(
      sql`UPDATE enrollments SET due_at = now() WHERE account_id = ${accountId} AND record_id = ${third}`,
    ),
  )
  await drain(accountId)
  expect([await stateNow(), await titleOf(accountId, contact)]).toEqual(['ended', 'ENDED'])
})

test('A-FLW-10 whoever is taken out while it waits has left, and what it waited for is forgotten when it ends', async () => {
  const { accountId, target, source, recordId } = await anAwaiting([waits('1')])
  await db.withAccount(accountId, 'shared', async (tx) => {
    const ids = await lockRecords(tx, [recordId])
    const options = { reason: 'manual', workflowIds: [source] } as const
    await unenrollRecords(tx, await definitionsOf(tx), ids, options, await readClock(tx))
  })
  await drain(accountId)
  await timeGoesBy(accountId, target)
  await drain(accountId)
  expect(await log(accountId, source)).toEqual(['enrolled manual', 'waiting', 'ended manual'])
  expect(await waitsOf(accountId)).toEqual([])
})

test('A-FLW-10 two workflows that name each other do not wait for each other for ever', async () => {
  const accountId = await anAccount(db)
  const placeholder = await publish(accountId, [waits('1')])
  const [one, two] = [placeholder + 1, placeholder + 2]
  await publish(accountId, awaiting(two))
  await publish(accountId, awaiting(one))
  const [recordId = 0] = await records(db, accountId, '0-1', [{}])
  await enrollAll(db, accountId, one, [recordId])
  await drain(accountId)
  expect(await log(accountId, two)).toContain('skipped already_active')
  expect((await enrollmentsIn(accountId, one))[0]?.state).toBe('ended')
  expect(await titleOf(accountId, recordId)).toBe('COMPLETED')
})

test('A-FLW-10 A-INT-18 no app can report for it, and another account sees nothing of it', async () => {
  const { accountId, source } = await anAwaiting([waits('1')])
  const [waiting] = await enrollmentsIn(accountId, source)
  const waker = { wake() {}, async close() {} }
  const callbackId = `ap-${accountId}-${waiting?.id}-1-1`
  const report = { callbackId, outputFields: { hs_execution_state: 'SUCCESS' } }
  expect(await completeCallbacks({ db, waker }, accountId, [report])).toEqual([false])
  const other = await anAccount(db)
  expect(await completeCallbacks({ db, waker }, other, [report])).toEqual([false])
  expect(await release(engine, other)).toMatchObject({ claimed: 0 })
  expect(await enrollmentsIn(accountId, source)).toEqual([waiting])
})
