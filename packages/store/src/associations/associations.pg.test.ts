import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../testing/index.js'
import { type AssociationRemoval, type AssociationSpec, associate, disassociate } from './associate.js'
import { readAssociations } from './read-associations.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const
const set = (...specs: Omit<AssociationSpec, 'category'>[]) =>
  database.db.withAccount(account, 'shared', async (tx) =>
    associate(
      tx,
      await definitionsOf(tx),
      meta,
      specs.map((spec) => ({ ...spec, category: 'HUBSPOT_DEFINED' })),
    ),
  )
const remove = (...removals: AssociationRemoval[]) =>
  database.db.withAccount(account, 'shared', async (tx) =>
    disassociate(tx, await definitionsOf(tx), meta, removals),
  )
const from = async (id: number) =>
  (await database.db.withAccount(account, 'read', (tx) => readAssociations(tx, [id]))).map(
    ({ toId, typeId }) => [toId, typeId],
  )
const versionOf = async (id: number) => {
  const [row] = await database.db.withAccount(account, 'read', (tx) =>
    tx.query<{ version: number }>(
      sql`SELECT version FROM records WHERE account_id = ${account} AND id = ${id}`,
    ),
  )
  return row?.version
}
const contact = () => aRecord(database.db, account, '0-1')
const company = () => aRecord(database.db, account, '0-2')

test('a primary company is set from both sides, with the unlabelled association beside it', async () => {
  const [person, firm] = [await contact(), await company()]
  await set({ fromId: person, toId: firm, typeId: 1 })
  expect(await from(person)).toEqual([
    [firm, 1],
    [firm, 279],
  ])
  expect(await from(firm)).toEqual([
    [person, 2],
    [person, 280],
  ])
})

test('setting what stands is no change, and each change is one version of each record', async () => {
  const [person, firm] = [await contact(), await company()]
  await set({ fromId: person, toId: firm, typeId: 279 })
  await set({ fromId: firm, toId: person, typeId: 280 })
  expect([await versionOf(person), await versionOf(firm)]).toEqual([2, 2])
})

test('a second primary company takes the label over and leaves the first associated', async () => {
  const [person, first, second] = [await contact(), await company(), await company()]
  await set({ fromId: person, toId: first, typeId: 1 })
  await set({ fromId: person, toId: second, typeId: 1 })
  expect(await from(person)).toEqual([
    [first, 279],
    [second, 1],
    [second, 279],
  ])
  expect(await from(first)).toEqual([[person, 280]])
})

test('removing a label leaves the association, removing without a type leaves nothing', async () => {
  const [person, firm] = [await contact(), await company()]
  await set({ fromId: person, toId: firm, typeId: 1 })
  await remove({ fromId: person, toId: firm, category: 'HUBSPOT_DEFINED', typeId: 1 })
  expect(await from(firm)).toEqual([[person, 280]])
  await remove({ fromId: firm, toId: person })
  expect(await from(person)).toEqual([])
})

test('a type that does not fit the two records, or a record that is not there, is refused and changes nothing', async () => {
  const [person, firm] = [await contact(), await company()]
  await expect(set({ fromId: person, toId: firm, typeId: 4 })).rejects.toMatchObject({
    code: 'ASSOCIATION_TYPE_NOT_FOUND',
  })
  await expect(set({ fromId: person, toId: 999_999, typeId: 1 })).rejects.toMatchObject({
    code: 'RECORD_NOT_FOUND',
  })
  expect(await from(person)).toEqual([])
})
