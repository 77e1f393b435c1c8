import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../testing/index.js'
import { loadWholeRecords } from './load-records.js'
import { type RecordWrite, tryWriteRecords, writeRecords } from './write-records.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const

function write(writes: readonly RecordWrite[]) {
  return database.db.withAccount(account, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), meta, writes),
  )
}

test('a created record is version 1, reads back as written, and has one change, with its initial values', async () => {
  const [made] = await write([
    { objectTypeId: '0-1', values: { email: 'Ada@Example.test', firstname: 'Ada' } },
  ])
  expect(made).toMatchObject({ version: 1, created: true })
  const id = made?.recordId ?? 0
  const { record, changes, keys } = await database.db.withAccount(account, 'read', async (tx) => ({
    record: (await loadWholeRecords(tx, [id])).get(id),
    changes: await tx.query(
      sql`SELECT version, patch, initial FROM changes WHERE account_id = ${account} AND record_id = ${id}`,
    ),
    keys: await tx.query(
      sql`SELECT key FROM record_keys WHERE account_id = ${account} AND record_id = ${id} ORDER BY key`,
    ),
  }))
  expect(record?.values()).toEqual({ email: 'Ada@Example.test', firstname: 'Ada' })
  expect(record?.value('hs_object_id')).toBe(id)
  expect(changes).toEqual([
    {
      version: 1,
      patch: {},
      initial: {
        email: 'Ada@Example.test',
        '~email': 'ada@example.test',
        firstname: 'Ada',
        '~firstname': 'ada',
      },
    },
  ])
  expect(keys).toEqual([{ key: 'ada' }, { key: 'ada@example.test' }])
})

test('W-EVT-4 a write of what is so already makes no version and no change', async () => {
  const id = await aRecord(database.db, account, '0-1', { firstname: 'Bo' })
  const [same] = await write([
    { objectTypeId: '0-1', recordId: id, values: { firstname: 'Bo', lastname: null } },
  ])
  expect(same).toMatchObject({ version: 1, created: false, patch: {} })
})

test('a taken unique value is refused with the id of its holder, whatever its case, and the others of the batch stand', async () => {
  const holder = await aRecord(database.db, account, '0-1', { email: 'taken@example.test' })
  const results = await database.db.withAccount(account, 'shared', async (tx) =>
    tryWriteRecords(tx, await definitionsOf(tx), meta, [
      { objectTypeId: '0-1', values: { email: 'TAKEN@example.test', firstname: 'No' } },
      { objectTypeId: '0-1', values: { email: 'free@example.test' } },
      { objectTypeId: '0-1', values: { email: 'free@example.test' } },
      { objectTypeId: '0-1', recordId: 999_999, values: {} },
    ]),
  )
  expect(results.map((result) => (result.ok ? 'ok' : result.problem.code))).toEqual([
    'UNIQUE_VALUE_TAKEN',
    'ok',
    'UNIQUE_VALUE_TAKEN',
    'RECORD_NOT_FOUND',
  ])
  expect(results[0]).toMatchObject({ existingId: holder })
  const [refused] = results
  expect(refused && !refused.ok && refused.problem.message).toContain(`Existing ID: ${holder}`)
})

test('engine.md 2 versions stand in order of time, also when a writer began before the one it waited for', async () => {
  const id = await aRecord(database.db, account, '0-1', { firstname: 'Cleo' })
  await database.db.withAccount(account, 'shared', async (tx) => {
    await tx.begun
    const { startedAt } = tx
    let at = startedAt
    for (let n = 0; at <= startedAt; n++) {
      const [first] = await write([{ objectTypeId: '0-1', recordId: id, values: { firstname: `Cleo ${n}` } }])
      at = first?.at ?? 0
    }
    const [second] = await writeRecords(tx, await definitionsOf(tx), meta, [
      { objectTypeId: '0-1', recordId: id, values: { firstname: 'Cleopatra' } },
    ])
    expect(second?.at).toBeGreaterThanOrEqual(at)
  })
})

test('a record named twice in one batch is written twice, the second write on top of the first', async () => {
  const id = await aRecord(database.db, account, '0-1', { firstname: 'a' })
  const written = await write([
    { objectTypeId: '0-1', recordId: id, values: { firstname: 'b' } },
    { objectTypeId: '0-1', recordId: id, values: { firstname: 'c', lastname: 'd' } },
  ])
  expect(written.map(({ version, patch }) => [version, patch])).toEqual([
    [2, { firstname: ['a', 'b'] }],
    [3, { firstname: ['b', 'c'], lastname: [null, 'd'] }],
  ])
})

test('a key goes when its value does, and then another record may have it', async () => {
  const id = await aRecord(database.db, account, '0-1', { email: 'moving@example.test' })
  await write([{ objectTypeId: '0-1', recordId: id, values: { email: null } }])
  await expect(
    write([{ objectTypeId: '0-1', values: { email: 'moving@example.test' } }]),
  ).resolves.toHaveLength(1)
})

test('two writers racing for one unique value: one has it, the other is told who', async () => {
  const attempts = await Promise.allSettled(
    ['Race@example.test', 'race@example.test', 'RACE@example.test'].map((email) =>
      write([{ objectTypeId: '0-1', values: { email } }]),
    ),
  )
  const won = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? attempt.value : []))
  const lost = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []))
  expect(won).toHaveLength(1)
  expect(lost).toHaveLength(2)
  for (const problem of lost) {
    expect(problem).toBeInstanceOf(Problem)
    expect(problem.message).toContain(`Existing ID: ${won[0]?.recordId}`)
  }
})
