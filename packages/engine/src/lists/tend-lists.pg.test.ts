import { type Conversion, type Database, definitionsOf, readList, setConversion } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { drained } from '../testing/drained.js'
import { all, anyGroup, isEqualTo } from '../testing/engine-criteria.js'
import { anEngine } from '../testing/engine-fixture.js'
import { addList } from './manage-lists.js'
import { tendLists } from './tend-lists.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

async function londoners(accountId: number): Promise<number> {
  const listId = await db.withAccount(accountId, 'exclusive', async (tx) =>
    addList(tx, await definitionsOf(tx), {
      objectTypeId: '0-1',
      name: 'Londoners',
      processingType: 'DYNAMIC',
      filter: anyGroup(all(isEqualTo('city', 'London'))),
    }),
  )
  await drained(anEngine(db), accountId)
  return listId
}

const plan = (accountId: number, listId: number, conversion: Conversion) =>
  db.withAccount(accountId, 'exclusive', (tx) => setConversion(tx, listId, conversion))
const kindOf = (accountId: number, listId: number) =>
  db.withAccount(accountId, 'read', async (tx) => {
    const { processingType, size, convertedAt } = await readList(tx, listId)
    return { processingType, size, converted: convertedAt !== null }
  })

test('an active list becomes static on its day, keeps its members, and follows its filter no more', async () => {
  const accountId = await anAccount(db, 'Pacific/Auckland')
  await records(db, accountId, '0-1', [{ city: 'London' }])
  const listId = await londoners(accountId)
  await plan(accountId, listId, { type: 'CONVERSION_DATE', year: 2999, month: 1, day: 1 })
  await tendLists(db, accountId)
  expect(await kindOf(accountId, listId)).toEqual({ processingType: 'DYNAMIC', size: 1, converted: false })
  await plan(accountId, listId, { type: 'CONVERSION_DATE', year: 2020, month: 1, day: 1 })
  await tendLists(db, accountId)
  await records(db, accountId, '0-1', [{ city: 'London' }])
  await drained(anEngine(db), accountId)
  expect(await kindOf(accountId, listId)).toEqual({ processingType: 'SNAPSHOT', size: 1, converted: true })
  expect(await audit(db, accountId)).toEqual([])
})

test('a quiet list becomes static when nobody joined or left for long enough', async () => {
  const accountId = await anAccount(db)
  await records(db, accountId, '0-1', [{ city: 'London' }])
  const listId = await londoners(accountId)
  await plan(accountId, listId, { type: 'INACTIVITY', timeUnit: 'WEEK', offset: 1 })
  await tendLists(db, accountId)
  expect(await kindOf(accountId, listId)).toMatchObject({ processingType: 'DYNAMIC' })
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`
      UPDATE lists SET created_at = now() - interval '9 days', members_changed_at = now() - interval '8 days'
      WHERE account_id = ${accountId} AND id = ${listId}`),
  )
  await tendLists(db, accountId)
  expect(await kindOf(accountId, listId)).toEqual({ processingType: 'SNAPSHOT', size: 1, converted: true })
})
