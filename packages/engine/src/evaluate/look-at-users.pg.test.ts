// Filters that name users by what they are (W-FLF-25): a change of the users flips them for records that nobody writes.
import {
  createTeam,
  createUser,
  type Database,
  deactivateUser,
  definitionsOf,
  deleteTeam,
  type Transaction,
  updateUser,
  writeRecords,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { addList } from '../lists/manage-lists.js'
import { drained } from '../testing/drained.js'
import { all, anyGroup, associated, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, setProperty } from '../testing/engine-fixture.js'
import { lookAtUsers } from './look-at-users.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const ownedBy = (users: readonly string[], more: object = {}, operator = 'IS_ANY_OF') => ({
  filterType: 'PROPERTY',
  property: 'hubspot_owner_id',
  operation: { operationType: 'ENUMERATION', operator, values: [], millrace: { users, ...more } },
})
const change = <T>(accountId: number, work: (tx: Transaction) => Promise<T>) =>
  db.withAccount(accountId, 'exclusive', work)

interface Staff {
  readonly accountId: number
  readonly ada: { readonly id: number; readonly owner: string }
  readonly bob: { readonly id: number; readonly owner: string }
}

async function anAccountWithUsers(): Promise<Staff> {
  const accountId = await anAccount(db)
  const user = (name: string) =>
    change(accountId, async (tx) => {
      const { id, ownerId } = await createUser(tx, { email: `${name}@example.test` })
      return { id, owner: String(ownerId) }
    })
  return { accountId, ada: await user('ada'), bob: await user('bob') }
}

const contactsOf = (accountId: number, ...owners: readonly string[]) =>
  records(
    db,
    accountId,
    '0-1',
    owners.map((owner) => ({ hubspot_owner_id: owner })),
  )
const aList = (accountId: number, objectTypeId: string, group: Readonly<Record<string, unknown>>) =>
  change(accountId, async (tx) =>
    addList(tx, await definitionsOf(tx), {
      objectTypeId,
      name: `List of ${JSON.stringify(group)}`,
      processingType: 'DYNAMIC',
      filter: anyGroup(group),
    }),
  )
async function membersOf(accountId: number, listId: number): Promise<number[]> {
  await drained(engine, accountId)
  expect(await audit(db, accountId)).toEqual([])
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ id: number }>(sql`SELECT record_id AS id FROM list_members
      WHERE account_id = ${accountId} AND list_id = ${listId} ORDER BY record_id`),
  )
  return rows.map(({ id }) => id)
}

test('W-FLF-25 who is deactivated, and comes back, moves the records of theirs between lists', async () => {
  const { accountId, ada, bob } = await anAccountWithUsers()
  const elsewhere = await anAccountWithUsers()
  const [ofAda = 0, ofBob = 0] = await contactsOf(accountId, ada.owner, bob.owner)
  const theirs = await contactsOf(elsewhere.accountId, elsewhere.bob.owner)
  const active = await aList(accountId, '0-1', all(ownedBy(['ANY_ACTIVE_USER'])))
  const gone = await aList(accountId, '0-1', all(ownedBy(['ANY_DEACTIVATED_USER'])))
  const goneElsewhere = await aList(elsewhere.accountId, '0-1', all(ownedBy(['ANY_DEACTIVATED_USER'])))
  expect(await membersOf(accountId, active)).toEqual([ofAda, ofBob])
  await change(accountId, (tx) => deactivateUser(tx, bob.id))
  expect(await membersOf(accountId, active)).toEqual([ofAda])
  expect(await membersOf(accountId, gone)).toEqual([ofBob])
  await change(accountId, (tx) => createUser(tx, { email: 'bob@example.test' }))
  expect(await membersOf(accountId, gone)).toEqual([])
  expect(await membersOf(accountId, active)).toEqual([ofAda, ofBob])
  expect(await membersOf(elsewhere.accountId, goneElsewhere)).toEqual([])
  expect(theirs).toHaveLength(1)
})

test('W-FLF-25 the current user’s team is whoever is in it now', async () => {
  const { accountId, ada, bob } = await anAccountWithUsers()
  const [ofAda = 0, ofBob = 0] = await contactsOf(accountId, ada.owner, bob.owner)
  const mine = ownedBy(['CURRENT_USERS_TEAM'], { currentUserId: String(ada.id) })
  const list = await aList(accountId, '0-1', all(mine))
  expect(await membersOf(accountId, list)).toEqual([])
  const team = await change(accountId, (tx) => createTeam(tx, 'Sales'))
  await change(accountId, (tx) => updateUser(tx, ada.id, { primaryTeamId: team }))
  expect(await membersOf(accountId, list)).toEqual([ofAda])
  await change(accountId, (tx) => updateUser(tx, bob.id, { primaryTeamId: team }))
  expect(await membersOf(accountId, list)).toEqual([ofAda, ofBob])
  await change(accountId, (tx) => deleteTeam(tx, team))
  expect(await membersOf(accountId, list)).toEqual([])
})

test('W-FLF-25 a record enrolls when its owner is deactivated, once, and one that is written later at once', async () => {
  const { accountId, ada, bob } = await anAccountWithUsers()
  const [ofAda = 0, ofBob = 0] = await contactsOf(accountId, ada.owner, bob.owner)
  const workflowId = await aPublishedWorkflow(
    db,
    accountId,
    aFlow({
      ...triggeredBy([all(ownedBy(['ANY_DEACTIVATED_USER']))]),
      startActionId: '1',
      actions: [setProperty('1', 'jobtitle', 'Orphan')],
    }),
  )
  const enrolled = async () => {
    await drained(engine, accountId)
    for (const lane of ['timers', 'bulk', 'interactive'] as const)
      while ((await advance(engine, accountId, lane)).more);
    await drained(engine, accountId)
    expect(await audit(db, accountId)).toEqual([])
    const rows = await db.withAccount(accountId, 'read', (tx) =>
      tx.query<{ id: number }>(sql`SELECT record_id AS id FROM enrollments
        WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY record_id`),
    )
    return rows.map(({ id }) => id)
  }
  expect(await enrolled()).toEqual([])
  await change(accountId, (tx) => deactivateUser(tx, bob.id))
  expect(await enrolled()).toEqual([ofBob])
  const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
  await db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), meta, [
      { recordId: ofAda, objectTypeId: '0-1', values: { hubspot_owner_id: bob.owner } },
    ]),
  )
  expect(await enrolled()).toEqual([ofAda, ofBob])
})

test('W-FLF-25 W-FLF-2 owners of associated records count the same', async () => {
  const { accountId, ada, bob } = await anAccountWithUsers()
  const [contact = 0] = await contactsOf(accountId, ada.owner)
  const [company = 0] = await records(db, accountId, '0-2', [{ hubspot_owner_id: bob.owner }])
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
      VALUES (${accountId}, ${contact}, '0-2', ${company}, 'HUBSPOT_DEFINED', 279),
        (${accountId}, ${company}, '0-1', ${contact}, 'HUBSPOT_DEFINED', 280)`),
  )
  const list = await aList(accountId, '0-1', associated('0-2', 279, ownedBy(['ANY_DEACTIVATED_USER'])))
  expect(await membersOf(accountId, list)).toEqual([])
  await change(accountId, (tx) => deactivateUser(tx, bob.id))
  expect(await membersOf(accountId, list)).toEqual([contact])
})

test('W-FLF-25 whoever is inside and comes to meet the goal by a change of users leaves', async () => {
  const { accountId, bob } = await anAccountWithUsers()
  const hours = { actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-1' }
  await aPublishedWorkflow(
    db,
    accountId,
    aFlow({
      ...triggeredBy([all(ownedBy(['ANY_ACTIVE_USER']))]),
      goalFilterBranch: anyGroup(all(ownedBy(['ANY_DEACTIVATED_USER']))),
      startActionId: '1',
      actions: [{ ...hours, fields: { delta: '9', time_unit: 'HOURS' } }],
    }),
  )
  await contactsOf(accountId, bob.owner)
  await drained(engine, accountId)
  const state = async () => {
    const rows = await db.withAccount(accountId, 'read', (tx) =>
      tx.query<{ state: string }>(sql`
        SELECT coalesce(end_state, state) AS state FROM enrollments WHERE account_id = ${accountId}`),
    )
    return rows.map((row) => row.state)
  }
  for (const lane of ['interactive', 'bulk'] as const) await advance(engine, accountId, lane)
  expect(await state()).toEqual(['time'])
  await change(accountId, (tx) => deactivateUser(tx, bob.id))
  await drained(engine, accountId)
  expect(await state()).toEqual(['goal_met'])
  expect(await audit(db, accountId)).toEqual([])
})

test('a change of users is looked at in parts, and not at all where nothing reads them', async () => {
  const { accountId, bob } = await anAccountWithUsers()
  await contactsOf(accountId, bob.owner)
  await drained(engine, accountId)
  await change(accountId, (tx) => deactivateUser(tx, bob.id))
  expect(await lookAtUsers(engine, accountId)).toMatchObject({ claimed: 1, more: false })
  expect(await lookAtUsers(engine, accountId)).toMatchObject({ claimed: 0 })
  await aList(accountId, '0-1', all(ownedBy(['ANY_DEACTIVATED_USER'])))
  await drained(engine, accountId)
  await change(accountId, (tx) => createUser(tx, { email: 'bob@example.test' }))
  expect(await lookAtUsers(engine, accountId)).toMatchObject({ claimed: 1, more: true })
  expect(await lookAtUsers(engine, accountId)).toMatchObject({ claimed: 1, more: false })
})
