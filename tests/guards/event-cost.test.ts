// What event triggers cost those who have none, counted and not timed: not a statement, not a row.
import { evaluate, publish } from '@millrace/engine'
import {
  aFlow,
  all,
  anEngine,
  happening,
  isEqualTo,
  onEvents,
  tellEvent,
  triggeredBy,
} from '@millrace/engine/testing'
import { createWorkflow, type Database } from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watched } from './watched-database.js'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})
afterAll(() => database.close())

const visited = '4-96000'

/** The names of the statements of telling an event, and of looking at a record that it happened to and that is new. */
async function statements(criteria: object): Promise<{ told: string[]; looked: string[]; pending: number }> {
  const accountId = await anAccount(db)
  const flow = aFlow({ ...criteria, startActionId: null, actions: [] })
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, id, { enrollExisting: false })
  const recordId = await aRecord(db, accountId, '0-1', { city: 'London' })
  const told: string[] = []
  await tellEvent(
    watched(db, async (name) => void told.push(name)),
    accountId,
    { eventTypeId: visited, recordId, id: 'a-visit' },
  )
  const [row] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ n: number }>(sql`SELECT count(*) AS n FROM pending_events WHERE account_id = ${accountId}`),
  )
  const looked: string[] = []
  const engine = anEngine(watched(db, async (name) => void looked.push(name)))
  // At the front of the queue; others begin at its back.
  await evaluate({ ...engine, slot: 0 }, accountId, 'interactive')
  return { told, looked, pending: row?.n ?? 0 }
}

test('an account whose workflows wait for no event has no statement and no row for it', async () => {
  const { told, looked, pending } = await statements(triggeredBy([all(isEqualTo('city', 'London'))]))
  expect(pending).toBe(0)
  expect(told.filter((name) => name.startsWith('pending.'))).toEqual([])
  expect(looked.filter((name) => name.startsWith('pending.'))).toEqual(['pending.pick', 'pending.take'])
})

test('an event that somebody waits for has one statement when it is told, and one when it is looked at', async () => {
  const { told, looked, pending } = await statements(onEvents([happening(visited)]))
  expect(pending).toBe(1)
  expect(told.filter((name) => name.startsWith('pending.'))).toEqual(['pending.insert-events'])
  expect(looked.filter((name) => name.startsWith('pending.'))).toEqual([
    'pending.pick',
    'pending.take',
    'pending.take-events',
  ])
})
