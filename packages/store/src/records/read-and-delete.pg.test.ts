import { emptyReads } from '@millrace/filters'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { associate } from '../associations/associate.js'
import type { LockMode, Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '../testing/index.js'
import { markRecordsDeleted } from './delete-records.js'
import { findByKey } from './find-by-key.js'
import { loadRecords } from './load-records.js'
import { readPropertyHistory } from './property-history.js'
import { listRecordIds, readRecords } from './read-records.js'
import { writeRecords } from './write-records.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const
function inAccount<T>(mode: LockMode, work: (tx: Transaction, definitions: Definitions) => Promise<T>) {
  return database.db.withAccount(account, mode, async (tx) => work(tx, await definitionsOf(tx)))
}
const remove = (...ids: number[]) =>
  inAccount('shared', (tx, definitions) => markRecordsDeleted(tx, definitions, ids, meta))

test('a deleted record is gone from reads, lists and look-ups, its keys are free, and deleting again does nothing', async () => {
  const id = await aRecord(database.db, account, '0-1', { email: 'gone@example.test' })
  expect((await remove(id)).map((record) => record.id)).toEqual([id])
  expect(await remove(id, 999_999)).toEqual([])
  const seen = await inAccount('read', async (tx, definitions) => {
    const email = definitions.property('0-1', 'email')
    return {
      live: (await readRecords(tx, '0-1', [id])).has(id),
      archived: (await readRecords(tx, '0-1', [id], { archived: true })).get(id)?.version,
      listed: await listRecordIds(tx, '0-1', { limit: 100 }),
      found: email && (await findByKey(tx, email, ['gone@example.test'])).size,
    }
  })
  expect(seen).toEqual({ live: false, archived: 2, listed: expect.not.arrayContaining([id]), found: 0 })
  await expect(aRecord(database.db, account, '0-1', { email: 'GONE@example.test' })).resolves.toBeGreaterThan(
    id,
  )
})

test('a merged record answers as the one that took it in', async () => {
  const [loser, survivor] = [
    await aRecord(database.db, account, '0-1', { firstname: 'Loser' }),
    await aRecord(database.db, account, '0-1', { firstname: 'Survivor' }),
  ]
  const found = await inAccount('shared', async (tx) => {
    await tx.execute(
      sql`UPDATE records SET merged_into = ${survivor} WHERE account_id = ${account} AND id = ${loser}`,
    )
    return readRecords(tx, '0-1', [loser])
  })
  expect(found.get(loser)).toMatchObject({ id: survivor })
})

test('a listing goes on behind an id', async () => {
  const ids = await records(database.db, account, '0-3', [{}, {}, {}])
  const page = (after: number) => inAccount('read', (tx) => listRecordIds(tx, '0-3', { limit: 2, after }))
  expect(await page(0)).toEqual(ids.slice(0, 2))
  expect(await page(ids[1] ?? 0)).toEqual(ids.slice(2))
})

test('the history of a property names every value, when and by whom, newest first for readers, oldest first for filters', async () => {
  const id = await aRecord(database.db, account, '0-1', { city: 'Rome' })
  for (const city of ['Oslo', null]) {
    await inAccount('shared', (tx, definitions) =>
      writeRecords(tx, definitions, meta, [{ objectTypeId: '0-1', recordId: id, values: { city } }]),
    )
  }
  const { shown, seen } = await inAccount('read', async (tx, definitions) => ({
    shown: await readPropertyHistory(tx, [id], ['city']),
    seen: (await loadRecords(tx, definitions, [id], { ...emptyReads, history: new Set(['city']) })).get(id),
  }))
  expect(shown.map(({ version, value }) => [version, value])).toEqual([
    [3, null],
    [2, 'Oslo'],
    [1, 'Rome'],
  ])
  expect(shown[0]).toMatchObject({ at: meta.at, source: { type: 'API' } })
  expect(seen?.history('city').map(({ value }) => value)).toEqual(['Rome', 'Oslo', null])
})

test('associated records are loaded with what is read of them, deleted ones are not among them', async () => {
  const person = await aRecord(database.db, account, '0-1')
  const firms = await records(database.db, account, '0-2', [{ name: 'Stays' }, { name: 'Goes' }])
  await inAccount('shared', (tx, definitions) =>
    associate(
      tx,
      definitions,
      meta,
      firms.map((toId) => ({ fromId: person, toId, category: 'HUBSPOT_DEFINED', typeId: 279 })),
    ),
  )
  await remove(firms[1] ?? 0)
  const path = { objectTypeId: '0-2', category: 'HUBSPOT_DEFINED', typeId: 279 }
  const reads = {
    ...emptyReads,
    associations: [{ ...path, reads: { ...emptyReads, properties: new Set(['name']) } }],
  }
  const record = await inAccount('read', async (tx, definitions) =>
    (await loadRecords(tx, definitions, [person], reads)).get(person),
  )
  expect(record?.associated('0-2', 'HUBSPOT_DEFINED', 279).map((firm) => firm.value('name'))).toEqual([
    'Stays',
  ])
  expect(() => record?.inList(1)).toThrow(/was not loaded/)
})
