// A unique value that somebody else holds fails a step, never the wave around it.
import { associate, type Database, definitionsOf } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

type Entry = readonly [property: string, value: string | null]

/** Several properties of one target in one action (A-EDR-1). */
const edit = (actionId: string, entries: readonly Entry[], next?: string, more: object = {}) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-5',
  actionTypeVersion: 0,
  fields: {
    properties: entries.map(([property_name, value]) => ({
      property_name,
      value: value === null ? { type: 'CLEAR' } : { type: 'STATIC_VALUE', staticValue: value },
    })),
    ...more,
  },
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})

const flowOf = (actions: readonly object[], more: object = {}) =>
  aFlow({ startActionId: '1', nextAvailableActionId: '9', actions, ...more })

/** A flow that is on, and contacts with these addresses. */
async function contactsAndFlow(flow: ReturnType<typeof aFlow>, emails: readonly (string | null)[]) {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const people = emails.map((email) => (email === null ? { city: 'Here' } : { city: 'Here', email }))
  const ids = await records(db, accountId, '0-1', people)
  return { accountId, workflowId, ids }
}

async function drain(accountId: number): Promise<void> {
  const engine = anEngine(db)
  for (let idle = 0; idle < 3; ) {
    const { claimed } = await advance(engine, accountId, 'bulk')
    idle = claimed === 0 ? idle + 1 : 0
  }
  expect(await audit(db, accountId)).toEqual([])
}

const ask = <Row extends object>(accountId: number, statement: ReturnType<typeof sql>) =>
  db.withAccount(accountId, 'read', (tx) => tx.query<Row>(statement))

const peopleWith = (accountId: number, name: string) =>
  ask<{ id: number; value: string | null }>(
    accountId,
    sql`SELECT r.id, coalesce(r.hot ->> ${name}, c.cold ->> ${name}) AS value FROM records r
      LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${accountId} ORDER BY r.id`,
  )

async function valuesOf(accountId: number, name: string): Promise<(string | null)[]> {
  return (await peopleWith(accountId, name)).map(({ value }) => value)
}

async function keysOf(accountId: number): Promise<string[]> {
  const rows = await ask<{ key: string }>(
    accountId,
    sql`SELECT key FROM record_keys WHERE account_id = ${accountId} ORDER BY key`,
  )
  return rows.map(({ key }) => key)
}

async function outcomesOf(accountId: number): Promise<string[]> {
  const rows = await ask<{ line: string }>(
    accountId,
    sql`SELECT coalesce(action_id, '-') || ' ' || outcome || ' ' || coalesce(code, '') || ': ' || count(*) AS line
      FROM action_log WHERE account_id = ${accountId} AND outcome <> 'enrolled'
      GROUP BY action_id, outcome, code ORDER BY 1`,
  )
  return rows.map(({ line }) => line)
}

test('A-EDR-20 a unique value that is taken fails the step: its other properties are written, everybody goes on', async () => {
  const { accountId, workflowId, ids } = await contactsAndFlow(
    flowOf([
      edit(
        '1',
        [
          ['email', 'Taken@example.test'],
          ['city', 'Rome'],
        ],
        '2',
      ),
      setProperty('2', 'lastname', 'On'),
    ]),
    ['taken@example.test', 'one@example.test', null],
  )
  await enrollAll(db, accountId, workflowId, ids.slice(1))
  await drain(accountId)
  expect(await valuesOf(accountId, 'email')).toEqual(['taken@example.test', 'one@example.test', null])
  expect(await valuesOf(accountId, 'city')).toEqual(['Here', 'Rome', 'Rome'])
  expect(await valuesOf(accountId, 'lastname')).toEqual([null, 'On', 'On'])
  expect(await outcomesOf(accountId)).toEqual([
    '- ended completed: 2',
    '1 failed already_exists: 2',
    '2 succeeded : 2',
  ])
  const details = await ask(
    accountId,
    sql`SELECT DISTINCT detail FROM action_log
    WHERE account_id = ${accountId} AND outcome = 'failed'`,
  )
  const properties = { email: `Another record has this value already: ${ids[0]}.` }
  expect(details).toEqual([{ detail: { properties } }])
})

test('of two members of one wave that write one unique value the one due first gets it', async () => {
  const { accountId, workflowId, ids } = await contactsAndFlow(
    flowOf([setProperty('1', 'email', 'new@example.test')]),
    [null, null, 'old@example.test'],
  )
  await enrollAll(db, accountId, workflowId, ids)
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE enrollments SET due_at = due_at - interval '1 second'
      WHERE account_id = ${accountId} AND record_id = ${ids[2]}`),
  )
  await drain(accountId)
  expect(await valuesOf(accountId, 'email')).toEqual([null, null, 'new@example.test'])
  expect(await keysOf(accountId)).toEqual(['new@example.test'])
  expect(await outcomesOf(accountId)).toEqual([
    '- ended completed: 3',
    '1 failed already_exists: 2',
    '1 succeeded : 1',
  ])
})

test('a value given up by an earlier step of the wave is free, and the key in between stays nowhere', async () => {
  const { accountId, workflowId, ids } = await contactsAndFlow(
    flowOf([
      setProperty('1', 'email', 'between@example.test', '2'),
      setProperty('2', 'email', 'last@example.test'),
    ]),
    ['first@example.test', 'second@example.test'],
  )
  await enrollAll(db, accountId, workflowId, ids)
  await drain(accountId)
  expect((await valuesOf(accountId, 'email')).toSorted()).toEqual([
    'last@example.test',
    'second@example.test',
  ])
  expect(await keysOf(accountId)).toEqual(['last@example.test', 'second@example.test'])
  expect(await outcomesOf(accountId)).toEqual([
    '- ended completed: 2',
    '1 failed already_exists: 1',
    '1 succeeded : 1',
    '2 failed already_exists: 1',
    '2 succeeded : 1',
  ])
})

test('engine.md 1: keys of properties that are keyed, not unique, move with their values', async () => {
  const accountId = await anAccount(db)
  const flow = flowOf([setProperty('1', 'domain', 'shared.test')], {
    objectTypeId: '0-2',
    type: 'PLATFORM_FLOW',
  })
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const ids = await records(db, accountId, '0-2', [{ domain: 'a.test' }, { domain: 'b.test' }, { name: 'C' }])
  await enrollAll(db, accountId, workflowId, ids)
  await drain(accountId)
  expect(await valuesOf(accountId, 'domain')).toEqual(['shared.test', 'shared.test', 'shared.test'])
  expect((await keysOf(accountId)).filter((key) => key.endsWith('.test'))).toEqual(
    Array(3).fill('shared.test'),
  )
})

test('A-EDR-21 of two associated records that shall get one unique value the first gets it, and the step fails', async () => {
  const accountId = await anAccount(db)
  const association = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 }
  const flow = flowOf(
    [
      edit(
        '1',
        [
          ['email', 'office@example.test'],
          ['city', 'Rome'],
        ],
        undefined,
        { association },
      ),
    ],
    {
      objectTypeId: '0-2',
      type: 'PLATFORM_FLOW',
    },
  )
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const [company = 0] = await records(db, accountId, '0-2', [{ name: 'Office' }])
  const people = await records(db, accountId, '0-1', [{ city: 'Here' }, { city: 'Here' }])
  await db.withAccount(accountId, 'shared', async (tx) =>
    associate(
      tx,
      await definitionsOf(tx),
      { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: Date.now() },
      people.map((fromId) => ({ fromId, toId: company, category: 'HUBSPOT_DEFINED', typeId: 279 })),
    ),
  )
  await enrollAll(db, accountId, workflowId, [company])
  await drain(accountId)
  const emails = await peopleWith(accountId, 'email')
  expect(emails.filter(({ value }) => value !== null)).toEqual([
    { id: people[0], value: 'office@example.test' },
  ])
  expect((await valuesOf(accountId, 'city')).filter((city) => city === 'Rome')).toHaveLength(2)
  expect(await outcomesOf(accountId)).toEqual(['- ended completed: 1', '1 failed already_exists: 1'])
})
