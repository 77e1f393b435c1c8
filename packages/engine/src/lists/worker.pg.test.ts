// Lists with real workers around them: built in the background, kept by whoever comes first, heard by workflows.
import { type Database, definitionsOf, openDatabase } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { all, anyGroup, isEqualTo, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, aPublishedWorkflow, setProperty } from '../testing/engine-fixture.js'
import { createWaker, type ProcessWaker } from '../wake.js'
import { startWorker } from '../worker.js'
import { addList } from './manage-lists.js'

let testing: TestDatabase
let db: Database
let waker: ProcessWaker
const closing: (() => Promise<void>)[] = []
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  waker = createWaker(db)
})
afterAll(async () => {
  for (const close of closing) await close()
  await waker.close()
  await testing.close()
})

async function working(): Promise<void> {
  const own = openDatabase({ url: testing.url, max: 10, applicationName: 'test worker' })
  const worker = await startWorker({ db: own, settings: { probeMs: 500 } })
  closing.push(async () => {
    await worker.close()
    await own.close()
  })
}

const people = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ city: i % 2 === 0 ? 'London' : 'Paris' }))

/** Asks again until so many have come through: the signal is the database's own. */
async function heard(accountId: number, count: number): Promise<void> {
  const started = performance.now()
  for (;;) {
    const [row] = await db.withAccount(accountId, 'read', (tx) =>
      tx.query<{ n: number }>(sql`
        SELECT count(*) AS n FROM enrollments WHERE account_id = ${accountId} AND end_state = 'completed'`),
    )
    if (row?.n === count) return
    if (performance.now() - started > 20_000) throw new Error(`${row?.n} of ${count} came through`)
  }
}

test('three workers build an active list, keep it, and let a workflow hear of every join once', async () => {
  const accountId = await anAccount(db)
  await records(db, accountId, '0-1', people(600))
  const listId = await db.withAccount(accountId, 'exclusive', async (tx) =>
    addList(tx, await definitionsOf(tx), {
      objectTypeId: '0-1',
      name: 'Londoners',
      processingType: 'DYNAMIC',
      filter: anyGroup(all(isEqualTo('city', 'London'))),
    }),
  )
  const inIt = { filterType: 'IN_LIST', operator: 'IN_LIST', listId: String(listId) }
  await aPublishedWorkflow(
    db,
    accountId,
    aFlow({
      startActionId: '1',
      actions: [setProperty('1', 'jobtitle', 'Londoner')],
      ...triggeredBy([all(inIt)]),
    }),
  )
  await Promise.all([working(), working(), working()])
  waker.wake(accountId, 'bulk')
  await heard(accountId, 300)
  await records(db, accountId, '0-1', people(100))
  waker.wake(accountId, 'interactive')
  await heard(accountId, 350)
  expect(await audit(db, accountId)).toEqual([])
})
