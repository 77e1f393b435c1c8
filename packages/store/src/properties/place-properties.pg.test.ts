import type { Placement } from '@millrace/model'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { loadWholeRecords } from '../records/load-records.js'
import { writeRecords } from '../records/write-records.js'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '../testing/index.js'
import { ensureHot } from './place-properties.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function placementOf(name: string): Promise<Placement | undefined> {
  const definitions = await database.db.withAccount(account, 'shared', definitionsOf)
  return definitions.property('0-1', name)?.placement
}

async function sidesOf(id: number) {
  const [row] = await database.db.withAccount(account, 'read', (tx) =>
    tx.query(sql`
      SELECT r.hot, c.cold, r.version FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${account} AND r.id = ${id}`),
  )
  return row
}

async function setPlacement(name: string, placement: Placement, cursor: number | null) {
  await database.db.withAccount(account, 'exclusive', async (tx) => {
    await tx.execute(sql`
      UPDATE properties SET placement = ${placement}, move_cursor = ${cursor}
      WHERE account_id = ${account} AND object_type_id = '0-1' AND name = ${name}`)
    await tx.execute(sql`UPDATE accounts SET definitions_epoch = definitions_epoch + 1 WHERE id = ${account}`)
  })
}

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
const write = (recordId: number, values: Record<string, string | null>) =>
  database.db.withAccount(account, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), meta, [{ objectTypeId: '0-1', recordId, values }]),
  )

test('without records a property is hot at once', async () => {
  account = await anAccount(database.db)
  await ensureHot(database.db, account, '0-1', ['city', 'no_such_property', 'hs_object_id'])
  expect(await placementOf('city')).toBe('hot')
  expect(await placementOf('hs_object_id')).toBe('column')
})

test('values move with their folded form, without a new version, and their cold copy goes', async () => {
  account = await anAccount(database.db)
  const id = await aRecord(database.db, account, '0-1', { city: 'Paris', company: 'Acme' })
  expect(await sidesOf(id)).toMatchObject({ hot: {}, cold: { city: 'Paris', '~city': 'paris' } })
  await ensureHot(database.db, account, '0-1', ['city'])
  expect(await sidesOf(id)).toEqual({
    version: 1,
    hot: { city: 'Paris', '~city': 'paris' },
    cold: { company: 'Acme', '~company': 'acme' },
  })
  expect(await placementOf('city')).toBe('hot')
})

test('while a property moves, what a writer clears stays cleared and what it writes wins over the cold copy', async () => {
  account = await anAccount(database.db)
  const [cleared = 0, written = 0, untouched = 0] = await records(
    database.db,
    account,
    '0-1',
    ['Rome', 'Oslo', 'Bonn'].map((city) => ({ city })),
  )
  await setPlacement('city', 'moving', 0)
  await write(cleared, { city: null })
  await write(written, { city: 'Kyiv' })
  const before = await database.db.withAccount(account, 'read', (tx) =>
    loadWholeRecords(tx, [cleared, written, untouched]),
  )
  expect([cleared, written, untouched].map((id) => before.get(id)?.value('city'))).toEqual([
    undefined,
    'Kyiv',
    'Bonn',
  ])
  await ensureHot(database.db, account, '0-1', ['city'])
  expect((await sidesOf(cleared))?.hot).toEqual({})
  expect((await sidesOf(written))?.hot).toEqual({ city: 'Kyiv', '~city': 'kyiv' })
  expect((await sidesOf(untouched))?.hot).toEqual({ city: 'Bonn', '~city': 'bonn' })
})

test('a move that was interrupted goes on behind its cursor', async () => {
  account = await anAccount(database.db)
  const [done = 0, todo = 0] = await records(database.db, account, '0-1', [{ city: 'A' }, { city: 'B' }])
  await setPlacement('city', 'moving', done)
  await ensureHot(database.db, account, '0-1', ['city'])
  expect((await sidesOf(todo))?.hot).toMatchObject({ city: 'B' })
  expect((await sidesOf(done))?.hot).toEqual({})
  expect(await placementOf('city')).toBe('hot')
})

test('a record that has moved is written on its hot side alone, while others are still to move', async () => {
  account = await anAccount(database.db)
  const id = await aRecord(database.db, account, '0-1', { city: 'Rome', company: 'Acme' })
  const coldRow = () =>
    database.db.withAccount(account, 'read', (tx) =>
      tx.query(
        sql`SELECT ctid, xmin, cold FROM cold_values WHERE account_id = ${account} AND record_id = ${id}`,
      ),
    )
  await setPlacement('city', 'moving', 0)
  await write(id, { city: 'Oslo' })
  const moved = await coldRow()
  expect(moved).toMatchObject([{ cold: { company: 'Acme', '~company': 'acme' } }])
  await write(id, { city: 'Bonn' })
  await write(id, { city: null })
  expect(await coldRow()).toEqual(moved)
})
