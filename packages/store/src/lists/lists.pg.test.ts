import { emptyReads } from '@millrace/filters'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { markRecordsDeleted } from '../records/delete-records.js'
import { loadRecords } from '../records/load-records.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../testing/index.js'
import { changeMembers, type MemberChange } from './change-members.js'
import { createList } from './create-list.js'
import { foldListSizes } from './fold-list-sizes.js'
import { readList } from './read-lists.js'

let database: TestDatabase
let account: number
let list: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  list = await database.db.withAccount(account, 'exclusive', (tx) =>
    createList(tx, { objectTypeId: '0-1', name: 'VIPs', processingType: 'MANUAL' }),
  )
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const
const change = (id: number, members: MemberChange) =>
  database.db.withAccount(account, 'shared', async (tx) =>
    changeMembers(tx, await definitionsOf(tx), meta, id, members),
  )

test('records join and leave once, the size follows, and filters can ask', async () => {
  const [ada, bob] = [await aRecord(database.db, account, '0-1'), await aRecord(database.db, account, '0-1')]
  const firm = await aRecord(database.db, account, '0-2')
  expect(await change(list, { add: [ada, bob, firm, 999_999] })).toEqual({
    added: [ada, bob],
    removed: [],
    missing: [firm, 999_999],
  })
  expect(await change(list, { add: [ada], remove: [bob] })).toEqual({
    added: [],
    removed: [bob],
    missing: [],
  })
  const { size, records } = await database.db.withAccount(account, 'read', async (tx) => ({
    size: (await readList(tx, list)).size,
    records: await loadRecords(tx, await definitionsOf(tx), [ada, bob], {
      ...emptyReads,
      lists: new Set([list]),
    }),
  }))
  expect(size).toBe(1)
  expect([ada, bob].map((id) => records.get(id)?.inList(list))).toEqual([true, false])
  expect([ada, bob].map((id) => records.get(id)?.version)).toEqual([2, 3])
})

test('a list that is not there is not found', async () => {
  await expect(change(999_999, { add: [1] })).rejects.toMatchObject({ code: 'LIST_NOT_FOUND' })
})

test('A-MNG-11 who is in an active list nobody changes by hand', async () => {
  const active = await database.db.withAccount(account, 'exclusive', (tx) =>
    createList(tx, { objectTypeId: '0-1', name: 'Londoners', processingType: 'DYNAMIC', filter: {} }),
  )
  await expect(change(active, { add: [1] })).rejects.toMatchObject({ code: 'LIST_NOT_STATIC' })
})

test('a name is taken in whatever case it is written', async () => {
  const again = database.db.withAccount(account, 'shared', (tx) =>
    createList(tx, { objectTypeId: '0-2', name: ' vips', processingType: 'MANUAL' }),
  )
  await expect(again).rejects.toMatchObject({ code: 'LIST_EXISTS' })
})

test('sizes are exact while many write at once and others fold them', async () => {
  const full = await database.db.withAccount(account, 'exclusive', (tx) =>
    createList(tx, { objectTypeId: '0-1', name: 'Crowd', processingType: 'MANUAL' }),
  )
  const ids = await Promise.all(Array.from({ length: 12 }, () => aRecord(database.db, account, '0-1')))
  const fold = () => database.db.withAccount(account, 'shared', (tx) => foldListSizes(tx, 3))
  const size = () => database.db.withAccount(account, 'read', async (tx) => (await readList(tx, full)).size)
  await Promise.all(ids.flatMap((id) => [change(full, { add: ids.filter((other) => other >= id) }), fold()]))
  expect(await size()).toBe(12)
  await Promise.all([
    change(full, { remove: ids.slice(0, 5) }),
    fold(),
    fold(),
    change(full, { remove: ids.slice(3, 6) }),
  ])
  while ((await fold()) > 0) expect(await size()).toBe(6)
  expect(await size()).toBe(6)
})

test('a deleted record is in no list any more, and sizes say so', async () => {
  const [ada] = [await aRecord(database.db, account, '0-1')]
  await change(list, { add: [ada] })
  const sizes = await database.db.withAccount(account, 'shared', async (tx) => {
    const before = (await readList(tx, list)).size
    await markRecordsDeleted(tx, await definitionsOf(tx), [ada], meta)
    return [before, (await readList(tx, list)).size]
  })
  expect(sizes).toEqual([2, 1])
})
