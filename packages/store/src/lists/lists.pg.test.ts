import { emptyReads } from '@millrace/filters'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { loadRecords } from '../records/load-records.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../testing/index.js'
import { changeMembers, type MemberChange } from './change-members.js'
import { createList, readList } from './lists.js'

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
  expect(await change(list, { add: [ada, bob, firm, 999_999] })).toEqual({ added: [ada, bob], removed: [] })
  expect(await change(list, { add: [ada], remove: [bob] })).toEqual({ added: [], removed: [bob] })
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
