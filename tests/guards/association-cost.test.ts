// What associating costs the database, counted and not timed: one group of statements for a whole wave.
import { advance } from '@millrace/engine'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll } from '@millrace/engine/testing'
import type { Database } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
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

const members = 250
const step = (actionId: string, actionTypeId: string, fields: object, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const match = {
  toObjectType: '0-2',
  enrolledObjectPropertyNameToMatch: '0-1/company',
  associatedObjectPropertyNameToMatch: '0-2/name',
}
const flow = aFlow({
  startActionId: '1',
  actions: [
    step('1', '0-63189541', match, '2'),
    step('2', '0-73444249', { ...match, labelToApply: '1' }, '3'),
    step('3', '0-169425243', { note_body: 'Hello {{ contact.firstname }}' }, '4'),
    step('4', '0-61139476', { toObjectType: '0-2', removeAssociation: 'true' }, '5'),
    step('5', '0-18224765', {}),
  ],
})

test('250 members who associate, label, note, part and delete cost one group of statements a step', async () => {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const firms = Array.from({ length: 50 }, (_, i) => ({ name: `Firm ${i}` }))
  await records(db, accountId, '0-2', firms)
  const people = Array.from({ length: members }, (_, i) => ({ company: `firm ${i % 50}` }))
  await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', people))
  let seen: string[] = []
  const engine = anEngine(watched(db, async (name) => void seen.push(name)))
  // Cut short by its time, a wave does some steps, and the next one the others.
  for (let claimed = members; claimed > 0; ) {
    seen = []
    claimed = (await advance(engine, accountId, 'bulk')).claimed
    expect(seen.length, seen.join(', ')).toBeLessThanOrEqual(45)
  }
  const left = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(
      sql`SELECT 1 FROM records WHERE account_id = ${accountId} AND object_type_id = '0-1' AND deleted_at IS NULL`,
    ),
  )
  expect(left).toEqual([])
})
