import sql, { raw } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { associate } from '../../associations/associate.js'
import { checks } from '../../audit/checks.js'
import type { LockMode, Transaction } from '../../database.js'
import type { Definitions } from '../../definitions/definitions.js'
import { definitionsOf } from '../../definitions/definitions-cache.js'
import { importRows } from '../../imports/import-rows.js'
import { startImport } from '../../imports/start-import.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../../testing/index.js'
import { markRecordsDeleted } from '../delete-records.js'
import { lockForMerge, uniteRecords } from '../merge/merge-records.js'
import { readRecords } from '../read-records.js'
import { eraseRecords } from './erase-records.js'
import { findArchived } from './find-archived.js'
import { tablesOfRecords } from './tables-of-records.js'

let database: TestDatabase
let account: number
let other: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  other = await anAccount(database.db)
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const
function inAccount<T>(
  mode: LockMode,
  work: (tx: Transaction, definitions: Definitions) => Promise<T>,
  of = account,
) {
  return database.db.withAccount(of, mode, async (tx) => work(tx, await definitionsOf(tx)))
}
const erase = (...ids: number[]) =>
  inAccount('shared', (tx, definitions) => eraseRecords(tx, definitions, '0-1', ids, meta))
const contact = (values: Readonly<Record<string, unknown>> = {}) =>
  aRecord(database.db, account, '0-1', values)

/** From the catalogue, by the name of the column alone: whoever makes a table answers for it here. */
async function columnsOfRecords(): Promise<{ table: string; column: string }[]> {
  const { rows } = await database.db.owner.query<{ table: string; column: string }>(`
    SELECT c.table_name AS table, c.column_name AS column
    FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name AND NOT t.relispartition
    WHERE c.table_schema = 'public' AND c.column_name ~ 'record.*_id$' AND c.column_name <> 'last_record_id'
    ORDER BY 1, 2`)
  return rows
}

test('every column that names records is one that an erasure reaches', async () => {
  expect(await inAccount('read', tablesOfRecords)).toEqual(await columnsOfRecords())
})

test('nothing is left of an erased record, of whom it took in, or of what it was associated with', async () => {
  const [person, twin] = [
    await contact({ email: 'gone@example.test', city: 'Oslo' }),
    await contact({ email: 'twin@example.test', phone: '1' }),
  ]
  const firm = await aRecord(database.db, account, '0-2')
  await inAccount('shared', async (tx, definitions) => {
    await associate(tx, definitions, meta, [
      { fromId: person, toId: firm, category: 'HUBSPOT_DEFINED', typeId: 279 },
    ])
    const uniqueKey = definitions.property('0-1', 'email')
    if (!uniqueKey) throw new Error('contacts have an email')
    const importId = await startImport(tx, '0-1', 'people.csv')
    const rows = [{ email: 'twin@example.test', city: 'Rome' }]
    await importRows(tx, definitions, { importId, objectTypeId: '0-1', uniqueKey, rows })
    await uniteRecords(tx, definitions, await lockForMerge(tx, '0-1', person, twin), meta)
    // Something in every other table, whatever it means.
    await tx.execute(sql`
      INSERT INTO enrollments (account_id, workflow_id, record_id, revision_id, state, lane, enrolled_at, ended_at, end_state, source)
      VALUES (${account}, 1, ${twin}, 1, 'ended', 'bulk', now(), now(), 'completed', '{}')`)
    await tx.execute(sql`
      INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id, outcome)
      VALUES (${account}, 1, now(), 1, 0, ${twin}, 1, 'enrolled')`)
    await tx.execute(sql`
      INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
      VALUES (${account}, 1, (now() AT TIME ZONE 'UTC')::date, 1, '', '', 'enrolled', 1)`)
    await tx.execute(sql`
      INSERT INTO outbox_lanes (account_id, lane, next_at, in_flight) VALUES (${account}, 'host', now(), 2)`)
    await tx.execute(sql`
      INSERT INTO outbox (account_id, effect_id, kind, lane, state, repeat_safe, workflow_id, enrollment_id, record_id,
        revision_id, action_id, visit, seq, request, next_at, lease_id)
      VALUES (${account}, gen_random_uuid(), 'webhook', 'host', 'in_flight', true, 1, 1, ${person}, 1, '1', 1, 1, '{}', now(),
        gen_random_uuid())`)
    await tx.execute(sql`
      INSERT INTO idempotency_keys (account_id, key, request_hash, status, body) VALUES
        (${account}, 'one', '', 201, ${JSON.stringify({ id: String(person) })}::jsonb),
        (${account}, 'batch', '', 201, ${JSON.stringify({ results: [{ id: '1' }, { id: String(twin) }] })}::jsonb),
        (${account}, 'another', '', 201, '{"id": "1"}')`)
  })
  const canary = await aRecord(database.db, other, '0-1', { email: 'gone@example.test' })
  expect((await erase(twin)).sort()).toEqual([person, twin].sort())
  for (const { table, column } of [...(await columnsOfRecords()), { table: 'records', column: 'id' }]) {
    const rows = await inAccount('read', (tx) =>
      tx.query(
        sql`SELECT FROM ${raw(table)} WHERE account_id = ${account} AND ${raw(column)} IN (${person}, ${twin})`,
      ),
    )
    expect(rows, table).toEqual([])
  }
  const left = await inAccount('read', async (tx) => ({
    associations: await tx.query(sql`SELECT FROM associations WHERE account_id = ${account}`),
    keys: await tx.query(sql`SELECT key FROM idempotency_keys WHERE account_id = ${account}`),
    lane: await tx.query(sql`SELECT in_flight FROM outbox_lanes WHERE account_id = ${account}`),
    firm: (await readRecords(tx, '0-2', [firm])).get(firm)?.version,
  }))
  expect(left).toEqual({ associations: [], keys: [{ key: 'another' }], lane: [{ in_flight: 1 }], firm: 3 })
  for (const { name, statement } of checks)
    expect(await inAccount('read', (tx) => tx.query(statement(account))), name).toEqual([])
  expect((await inAccount('read', (tx) => readRecords(tx, '0-1', [canary]), other)).size).toBe(1)
  await contact({ email: 'gone@example.test' })
})

test('an archived record is found by its address and erased; one of another type or account is left alone', async () => {
  const [archived, firm] = [
    await contact({ email: 'Archived@example.test' }),
    await aRecord(database.db, account, '0-2'),
  ]
  await inAccount('shared', (tx, definitions) => markRecordsDeleted(tx, definitions, [archived], meta))
  const found = await inAccount('read', (tx, definitions) => {
    const email = definitions.property('0-1', 'email')
    if (!email) throw new Error('contacts have an email')
    return findArchived(tx, email, 'archived@Example.test')
  })
  expect(found).toEqual([archived])
  const theirs = await aRecord(database.db, other, '0-1')
  expect(await erase(archived, firm, theirs, 999_999_999)).toEqual([archived])
  expect((await inAccount('read', (tx) => readRecords(tx, '0-1', [theirs]), other)).size).toBe(1)
  expect((await inAccount('read', (tx) => readRecords(tx, '0-2', [firm]))).size).toBe(1)
})
