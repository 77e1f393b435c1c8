// Everybody associates the same few records at once, in every order, by API and by waves: nobody waits for ever, and what
// stands is whole. Locks are taken in order of id, both ends with those that lose a label (engine.md 1).
import { advance, audit } from '@millrace/engine'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll } from '@millrace/engine/testing'
import { type AssociationChange, type Database, definitionsOf, tryChangeAssociations } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})
afterAll(() => database.close())

const primary = { category: 'HUBSPOT_DEFINED', typeId: 1 }
const ofFirm = { category: 'HUBSPOT_DEFINED', typeId: 2 }

test('writers that name the same records in opposite orders never wait for each other in a circle', async () => {
  const accountId = await anAccount(db)
  const firms = await records(db, accountId, '0-2', [{ name: 'Acme' }, { name: 'Byte' }, { name: 'Acme' }])
  const people = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: 30 }, (_, i) => ({ company: i % 2 === 0 ? 'Byte' : 'Nobody' })),
  )
  const workflowId = await aPublishedWorkflow(db, accountId, labelling)
  await enrollAll(db, accountId, workflowId, people)
  const write = (round: number, writer: number) =>
    db.withAccount(accountId, 'shared', async (tx) => {
      const meta = { source: { type: 'API' }, chain: [], lane: 'bulk', at: tx.startedAt } as const
      const changes = people.map((person, i): AssociationChange => {
        const firm = firms[(i + round + writer) % firms.length] ?? 0
        if ((i + round) % 5 === 0) return { fromId: firm, toId: person, remove: 'all' }
        return writer % 2 === 0
          ? { fromId: person, toId: firm, set: [primary] }
          : { fromId: firm, toId: person, set: [ofFirm] }
      })
      const ordered = writer % 2 === 0 ? changes : changes.toReversed()
      return tryChangeAssociations(tx, await definitionsOf(tx), meta, ordered)
    })
  const refused: unknown[] = []
  const writing = [0, 1, 2].map(async (writer) => {
    for (let round = 0; round < 8; round++) {
      await write(round, writer).catch((error: unknown) => refused.push(error))
    }
  })
  const engine = anEngine(db)
  const waves = async () => {
    for (let wave = 0; wave < 20; wave++) await advance(engine, accountId, 'bulk')
  }
  await Promise.all([...writing, waves()])
  // Asked to try again is the worst that happens; a deadlock would be an error of the database.
  for (const error of refused) expect(error).toMatchObject({ name: 'Problem', code: 'UNAVAILABLE' })
  for (let idle = 0; idle < 2; )
    idle = (await advance(engine, accountId, 'bulk')).claimed === 0 ? idle + 1 : 0
  expect(await audit(db, accountId)).toEqual([])
  expect(await broken(accountId)).toEqual([])
  expect(await versionsWithoutAChange(accountId)).toEqual([])
})

/** Labels the firm of the same name as the one that counts. */
const labelling = aFlow({
  startActionId: '1',
  actions: [
    {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-73444249',
      fields: {
        toObjectType: '0-2',
        enrolledObjectPropertyNameToMatch: '0-1/company',
        associatedObjectPropertyNameToMatch: '0-2/name',
        labelToApply: '1',
      },
    },
  ],
})

/** Rows without their other direction, labels without their association, a second primary company. */
function broken(accountId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT a.from_id, a.to_id, a.type_id FROM associations a WHERE a.account_id = ${accountId} AND (
        NOT EXISTS (
          SELECT FROM associations b WHERE b.account_id = ${accountId} AND b.from_id = a.to_id AND b.to_id = a.from_id
            AND b.type_id = CASE a.type_id WHEN 1 THEN 2 WHEN 2 THEN 1 WHEN 279 THEN 280 ELSE 279 END)
        OR NOT EXISTS (
          SELECT FROM associations b WHERE b.account_id = ${accountId} AND b.from_id = a.from_id AND b.to_id = a.to_id
            AND b.type_id IN (279, 280))
        OR a.type_id = 1 AND EXISTS (
          SELECT FROM associations b WHERE b.account_id = ${accountId} AND b.from_id = a.from_id AND b.type_id = 1
            AND b.to_id <> a.to_id))`),
  )
}

function versionsWithoutAChange(accountId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT r.id FROM records r WHERE r.account_id = ${accountId}
        AND r.version <> (SELECT count(*) FROM changes c WHERE c.account_id = ${accountId} AND c.record_id = r.id)`),
  )
}
