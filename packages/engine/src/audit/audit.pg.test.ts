// An auditor that finds nothing is worth something only if it finds what is wrong: each damage has its check.
import { checks, type Database, definitionsOf, leaveLists } from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { addList } from '../lists/manage-lists.js'
import { drained } from '../testing/drained.js'
import { all, anyGroup, isEqualTo } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { audit } from './audit.js'

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

/** One who has finished and one who stands at the first step. */
async function anAccountAtWork(): Promise<number> {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  await enrollAll(db, accountId, workflowId, [
    await aRecord(db, accountId, '0-1', { email: 'ada@example.test' }),
  ])
  await advance(anEngine(db), accountId, 'bulk')
  await enrollAll(db, accountId, workflowId, [
    await aRecord(db, accountId, '0-1', { email: 'bob@example.test' }),
  ])
  return accountId
}

const firstEnded = '(SELECT min(id) FROM enrollments WHERE ended_at IS NOT NULL)'
/** An outbox row of an enrollment, in a state and under a lease. */
const anEffect = (state: string, enrollment: string) => `
  INSERT INTO outbox (account_id, effect_id, kind, lane, state, lease_id, repeat_safe, workflow_id, enrollment_id, record_id,
    revision_id, action_id, visit, seq, request, next_at)
  SELECT account_id, gen_random_uuid(), 'webhook', 'example.test', ${state}, true, workflow_id, id, record_id,
    revision_id, '1', 1, 1, '{}', now() FROM enrollments WHERE ${enrollment} LIMIT 1`
const damages: readonly (readonly [check: string, damage: string])[] = [
  [
    'step-logged-twice (I2, I3)',
    `INSERT INTO action_log SELECT account_id, workflow_id, at + interval '1 ms', enrollment_id, seq, record_id, revision_id,
       action_id, action_type, outcome, code, branch, detail FROM action_log WHERE outcome = 'enrolled'`,
  ],
  [
    'log-has-a-gap (I2)',
    `DELETE FROM action_log WHERE enrollment_id = ${firstEnded} AND outcome = 'succeeded'`,
  ],
  ['end-not-logged-once (I1)', "DELETE FROM action_log WHERE outcome = 'ended'"],
  ['counters-differ-from-log (I6)', "UPDATE counter_deltas SET n = n + 1 WHERE outcome = 'ended'"],
  [
    'waits-for-an-effect-that-is-not-there (I8)',
    "UPDATE enrollments SET state = 'effect', due_at = NULL WHERE ended_at IS NULL",
  ],
  [
    'waits-for-a-person-without-an-issue (I8)',
    "UPDATE enrollments SET state = 'person', due_at = NULL WHERE ended_at IS NULL",
  ],
  [
    'waits-for-an-event-that-nobody-tells (I8)',
    "UPDATE enrollments SET state = 'event', due_at = now() + interval '1 hour' WHERE ended_at IS NULL",
  ],
  [
    'awaited-end-that-was-not-told (A-FLW-10)',
    `INSERT INTO enrollment_waits (account_id, awaited_id, waiting_id, action_id, visit, record_id)
     SELECT account_id, id, id, '1', 1, record_id FROM enrollments WHERE ended_at IS NOT NULL`,
  ],
  ['inside-without-a-living-record (W-UNA-1)', 'UPDATE records SET deleted_at = now()'],
  ['memory-differs-from-enrollments (W-ENR-3)', 'UPDATE workflow_records SET enrollments = enrollments + 1'],
  ['versions-have-a-gap', 'UPDATE records SET version = version + 1'],
  ['key-of-no-record', 'UPDATE records SET deleted_at = now()'],
  ['key-differs-from-value', "UPDATE record_keys SET key = key || 'x'"],
  ['merged-into-no-survivor', 'UPDATE records SET merged_into = id'],
  [
    'segment-member-without-a-living-record',
    'INSERT INTO segment_members SELECT account_id, workflow_id, record_id + 100000 FROM enrollments LIMIT 1',
  ],
  [
    'pending-without-a-change',
    `INSERT INTO pending_changes (account_id, record_id, version, lane, epoch, at, source, chain, kind, patch)
     SELECT account_id, id, version + 1, 'bulk', 1, now(), '{}', '[]', 'changed', '{}' FROM records LIMIT 1`,
  ],
  ['effect-nobody-waits-for', anEffect("'queued', NULL", 'ended_at IS NOT NULL')],
  ['effect-in-flight-under-no-lease (I8)', anEffect("'in_flight', gen_random_uuid()", 'ended_at IS NULL')],
  [
    'inside-without-a-workflow',
    'UPDATE workflows SET is_enabled = false, enabled_at = NULL, enabled_epoch = NULL, published_revision_id = NULL',
  ],
  [
    'list-size-is-not-its-members',
    `INSERT INTO lists (account_id, object_type_id, name, processing_type, size)
     SELECT account_id, '0-1', 'Wrong', 'MANUAL', 1 FROM records LIMIT 1`,
  ],
  [
    'list-member-without-a-living-record',
    'INSERT INTO list_members (account_id, list_id, record_id) SELECT account_id, 1, id + 100000 FROM records LIMIT 1',
  ],
  [
    'build-of-a-workflow-that-is-off',
    `WITH off AS (UPDATE workflows SET is_enabled = false, enabled_at = NULL, enabled_epoch = NULL RETURNING *)
     INSERT INTO publications (account_id, workflow_id, revision_id, enroll_existing, state, cursor, last_record_id, epoch)
     SELECT account_id, id, 1, true, 'RUNNING', 0, 0, 1 FROM off`,
  ],
]

test('nothing is found where nothing is wrong', async () => {
  expect(await audit(db, await anAccountAtWork())).toEqual([])
})

for (const [check, damage] of damages) {
  test(`${check} is found`, async () => {
    const accountId = await anAccountAtWork()
    const client = await db.owner.connect()
    await client.query(`SET app.account_id = '${accountId}'`)
    await client.query(damage)
    client.release(true)
    expect((await audit(db, accountId)).map((finding) => finding.check)).toContain(check)
  })
}

test('active-list-is-not-its-filter is found', async () => {
  const accountId = await anAccount(db)
  const ada = await aRecord(db, accountId, '0-1', { city: 'London' })
  const listId = await db.withAccount(accountId, 'exclusive', async (tx) =>
    addList(tx, await definitionsOf(tx), {
      objectTypeId: '0-1',
      name: 'Londoners',
      processingType: 'DYNAMIC',
      filter: anyGroup(all(isEqualTo('city', 'London'))),
    }),
  )
  await drained(anEngine(db), accountId)
  expect(await audit(db, accountId)).toEqual([])
  await db.withAccount(accountId, 'shared', (tx) => leaveLists(tx, [{ listId, recordId: ada }]))
  expect((await audit(db, accountId)).map(({ check }) => check)).toEqual(['active-list-is-not-its-filter'])
})

test('every check of the auditor is seen to find something', () => {
  expect(checks.map(({ name }) => name).toSorted()).toEqual(damages.map(([check]) => check).toSorted())
})
