import { appendLog, type Database, type LogRow, readCounters } from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { foldCounterDeltas } from './fold-counter-deltas.js'
import { keepDaily } from './keep.js'
import { suspectMembersOfGoneWorkers } from './suspect-members-of-gone-workers.js'

let testing: TestDatabase
let db: Database

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

const flow = aFlow({
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [setProperty('1', 'jobtitle', 'Poet')],
})

async function someoneInside() {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const recordId = await aRecord(db, accountId, '0-1')
  const [result] = await enrollAll(db, accountId, workflowId, [recordId])
  return { accountId, workflowId, recordId, enrollmentId: result?.enrollmentId ?? 0 }
}

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** Of today, and of the days around it: midnight may come while a test runs. */
function figures(accountId: number, workflowId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    readCounters(tx, workflowId, dayFromNow(-1), dayFromNow(1)),
  )
}

test('M-PER-9 I6 folding changes no figure, and figures always equal the log', async () => {
  const { accountId, workflowId, recordId } = await someoneInside()
  const refused: LogRow = {
    workflowId,
    at: Date.now(),
    enrollmentId: -recordId,
    seq: 0,
    recordId,
    revisionId: 1,
    actionId: null,
    actionType: null,
    outcome: 'not_enrolled',
    code: 'suppressed',
    branch: null,
    detail: null,
  }
  await db.withAccount(accountId, 'shared', (tx) => appendLog(tx, [refused]))
  const before = await figures(accountId, workflowId)
  expect(before.map(({ outcome, n }) => [outcome, n])).toEqual([
    ['enrolled', 1],
    ['not_enrolled', 1],
  ])
  const folded = await Promise.all([foldCounterDeltas(db, accountId), foldCounterDeltas(db, accountId)])
  expect(folded[0] + folded[1]).toBe(2)
  expect(await figures(accountId, workflowId)).toEqual(before)
  expect(await audit(db, accountId)).toEqual([])
})

test('members of a wave whose worker is gone become suspect, once, and those of a living one do not', async () => {
  const { accountId, enrollmentId } = await someoneInside()
  const gone = '11111111-1111-4111-8111-111111111111'
  const living = '22222222-2222-4222-8222-222222222222'
  const holder = await db.owner.connect()
  await holder.query('SELECT pg_advisory_lock(222)')
  await db.query(sql`INSERT INTO workers (id, lock_key) VALUES (${gone}, 111), (${living}, 222)`)
  await db.query(sql`
    INSERT INTO wave_notes (worker_id, slot, account_id, enrollment_ids)
    VALUES (${gone}, 0, ${accountId}, ARRAY[${enrollmentId}]::bigint[]),
      (${living}, 0, ${accountId}, ARRAY[${enrollmentId}]::bigint[])`)
  const engine = anEngine(db)
  expect(await suspectMembersOfGoneWorkers(engine)).toBe(1)
  expect(await suspectMembersOfGoneWorkers(engine)).toBe(0)
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`SELECT suspicion FROM enrollments WHERE account_id = ${accountId} AND id = ${enrollmentId}`),
  )
  expect(rows).toEqual([{ suspicion: 1 }])
  expect(await db.query(sql`SELECT worker_id FROM wave_notes`)).toEqual([{ worker_id: living }])
  holder.release(true)
})

test('members of a wave whose worker is entered nowhere become suspect once it cannot be alive any more', async () => {
  const { accountId, enrollmentId } = await someoneInside()
  const unentered = '33333333-3333-4333-8333-333333333333'
  const engine = anEngine(db)
  await suspectMembersOfGoneWorkers(engine)
  await db.query(sql`
    INSERT INTO wave_notes (worker_id, slot, account_id, enrollment_ids, at)
    VALUES (${unentered}, 0, ${accountId}, ARRAY[${enrollmentId}]::bigint[], now())`)
  expect(await suspectMembersOfGoneWorkers(engine)).toBe(0)
  await db.query(sql`UPDATE wave_notes SET at = now() - interval '11 s' WHERE worker_id = ${unentered}`)
  expect(await suspectMembersOfGoneWorkers(engine)).toBe(1)
  expect(await db.query(sql`SELECT FROM wave_notes WHERE worker_id = ${unentered}`)).toEqual([])
})

test('M-RET-1 M-RET-2 whole months of the log and old ended enrollments go, the memory of them stays', async () => {
  const { accountId, workflowId, recordId, enrollmentId } = await someoneInside()
  await db.owner.query("SELECT make_month_partitions('action_log', '2024-01-01', 1)")
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`
      UPDATE enrollments SET state = 'ended', due_at = NULL, enrolled_at = now() - interval '300 days',
        ended_at = now() - interval '200 days', end_state = 'completed', reason = 'completed'
      WHERE account_id = ${accountId} AND id = ${enrollmentId}`),
  )
  const stays = await someoneInside()
  await keepDaily(anEngine(db), [accountId, stays.accountId])
  const left = (account: number) =>
    db.withAccount(account, 'read', (tx) =>
      tx.query(sql`SELECT id FROM enrollments WHERE account_id = ${account}`),
    )
  expect(await left(accountId)).toEqual([])
  expect(await left(stays.accountId)).toHaveLength(1)
  const memory = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT enrollments FROM workflow_records
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} AND record_id = ${recordId}`),
  )
  expect(memory).toEqual([{ enrollments: 1 }])
  const { rows } = await db.owner.query("SELECT to_regclass('action_log_2024_01') AS old")
  expect(rows).toEqual([{ old: null }])
  await keepDaily(anEngine(db), [accountId])
})
