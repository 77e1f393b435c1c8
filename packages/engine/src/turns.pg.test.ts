import { createAccount, type Database } from '@millrace/store'
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anEngine } from './testing/engine-fixture.js'
import { createTurns } from './turns.js'

let database: TestDatabase
let accountId: number
beforeAll(async () => {
  database = await testDatabase()
  accountId = await createAccount(database.db, { name: 'Quiet' })
})
afterAll(() => database.close())

/** How many transactions one turn takes. */
async function transactionsOf(lane: 'interactive' | 'timers' | 'bulk'): Promise<number> {
  let transactions = 0
  const counting: Database = {
    ...database.db,
    withAccount: (...asked: Parameters<Database['withAccount']>) => {
      transactions++
      return database.db.withAccount(...asked)
    },
  } as Database
  await createTurns([anEngine(counting)])({ accountId, lane }, 0, () => false)
  return transactions
}

test('a turn with nothing to do looks at changes, at all occasional jobs together, and at what is due', async () => {
  expect(await transactionsOf('interactive')).toBe(2)
  expect(await transactionsOf('timers')).toBe(3)
  expect(await transactionsOf('bulk')).toBe(3)
})

test('a turn comes to an occasional job that has something to do', async () => {
  await database.db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`INSERT INTO user_looks (account_id) VALUES (${accountId})`),
  )
  expect(await transactionsOf('bulk')).toBe(4)
  const left = await database.db.withAccount(accountId, 'read', (tx) => tx.query(sql`SELECT FROM user_looks`))
  expect(left).toEqual([])
})
