import { builtInEventTypes, type EventType } from '@millrace/model'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../testing/index.js'
import { listEvents } from './list-events.js'
import { type NewEvent, recordEvents } from './record-events.js'
import { uniteEventTotals } from './unite-event-totals.js'
import { findVisitors, rememberVisitors } from './visitors.js'

let database: TestDatabase
let account: number
let contact: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  contact = await aRecord(database.db, account, '0-1', { email: 'ada@example.test' })
})
afterAll(() => database.close())

const submitted = builtInEventTypes.find(({ name }) => name === 'e_form_submitted') as EventType
const july = Date.parse('2026-07-01T10:00:00.123Z')

function submission(id: string, form: string, occurredAt = july): NewEvent {
  const properties = { hs_form_id: form }
  return { id, type: submitted, recordId: contact, objectTypeId: '0-1', occurredAt, properties }
}

function record(events: readonly NewEvent[], to = account) {
  const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
  return database.db.withAccount(to, 'shared', async (tx) =>
    recordEvents(tx, await definitionsOf(tx), meta, events),
  )
}

function totals() {
  return database.db.withAccount(account, 'read', (tx) =>
    tx.query(sql`SELECT key, count, first_at AS "firstAt", last_at AS "lastAt" FROM event_totals
                 WHERE account_id = ${account} AND record_id = ${contact} ORDER BY key COLLATE "C"`),
  )
}

test('engine.md 2 events are counted for each record in all and by what they are counted by, with the first and the last', async () => {
  await record([submission('1', 'A'), submission('2', 'B', july - 5), submission('3', 'A', july + 7)])
  await record([submission('4', 'A', july - 9)])
  expect(await totals()).toEqual([
    { key: '', count: 4, firstAt: july - 9, lastAt: july + 7 },
    { key: 'a', count: 3, firstAt: july - 9, lastAt: july + 7 },
    { key: 'b', count: 1, firstAt: july - 5, lastAt: july - 5 },
  ])
})

test('W-EVS-15 an id happens once in an account: in one call, later, in another month, by several at once', async () => {
  const before = await totals()
  expect([...(await record([submission('x', 'A'), submission('x', 'B')]))]).toEqual(['x'])
  expect([...(await record([submission('x', 'A'), submission('x', 'A', Date.parse('2026-03-01'))]))]).toEqual(
    [],
  )
  const several = await Promise.all(
    Array.from({ length: 6 }, () => record([submission('z', 'C'), submission('y', 'C')])),
  )
  expect(several.flatMap((ids) => [...ids]).sort()).toEqual(['y', 'z'])
  const counts = (rows: readonly Record<string, unknown>[]) => rows.map(({ count }) => count)
  expect([counts(before), counts(await totals())]).toEqual([
    [4, 3, 1],
    [7, 4, 1, 2],
  ])
  const listed = await database.db.withAccount(account, 'read', (tx) =>
    listEvents(tx, { ids: ['x', 'y', 'z', 'nothing'], newestFirst: false, limit: 10 }),
  )
  expect(listed.map(({ id }) => id)).toEqual(['x', 'y', 'z'])
})

test('an id taken in one account is free in another, and events of years ago are kept', async () => {
  const other = await anAccount(database.db)
  const theirs = await aRecord(database.db, other, '0-1', { email: 'bob@example.test' })
  const old = { ...submission('x', 'A', Date.parse('1999-12-31T23:59:59.999Z')), recordId: theirs }
  expect([...(await record([old], other))]).toEqual(['x'])
  const listed = await database.db.withAccount(other, 'read', (tx) =>
    listEvents(tx, { recordIds: [theirs, contact], newestFirst: true, limit: 10 }),
  )
  expect(listed).toMatchObject([{ id: 'x', occurredAt: old.occurredAt, properties: { hs_form_id: 'A' } }])
})

test('engine.md 2 when two records become one, so do their counts, and visitors of either are the one that is left', async () => {
  const survivor = await aRecord(database.db, account, '0-1', { email: 'survivor@example.test' })
  const loser = await aRecord(database.db, account, '0-1', { email: 'loser@example.test' })
  await record([
    { ...submission('s', 'A', july), recordId: survivor },
    { ...submission('l', 'A', july - 1), recordId: loser },
    { ...submission('m', 'B', july + 1), recordId: loser },
  ])
  const united = await database.db.withAccount(account, 'shared', async (tx) => {
    await rememberVisitors(tx, new Map([['cookie', loser]]))
    await uniteEventTotals(tx, survivor, loser)
    return {
      visitor: (await findVisitors(tx, ['cookie'])).get('cookie'),
      totals: await tx.query(sql`
        SELECT record_id AS id, key, count, first_at AS "firstAt", last_at AS "lastAt" FROM event_totals
        WHERE account_id = ${account} AND record_id IN (${survivor}, ${loser}) ORDER BY key COLLATE "C"`),
    }
  })
  expect(united).toEqual({
    visitor: survivor,
    totals: [
      { id: survivor, key: '', count: 3, firstAt: july - 1, lastAt: july + 1 },
      { id: survivor, key: 'a', count: 2, firstAt: july - 1, lastAt: july },
      { id: survivor, key: 'b', count: 1, firstAt: july + 1, lastAt: july + 1 },
    ],
  })
})
