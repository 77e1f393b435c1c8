// Associations that waves make and take away, and records that they delete.
import {
  associate,
  type Database,
  definitionsOf,
  knownTypes,
  limitTypes,
  lockRecords,
  readAssociations,
} from '@millrace/store'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { evaluate } from '../evaluate/evaluate.js'
import { all, anyGroup, associated, isEqualTo } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database
let engine: Engine
let account: number
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())
beforeEach(async () => {
  account = await anAccount(db)
})

const contactToCompany = 279
const hub = (typeId: number) => ({ category: 'HUBSPOT_DEFINED', typeId })
const action = (actionId: string, actionTypeId: string, fields: object, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  actionTypeVersion: 0,
  fields,
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const ends = { fromObjectType: '0-1', toObjectType: '0-2' }
const byName = {
  ...ends,
  createAssociationOnly: 'true',
  enrolledObjectPropertyNameToMatch: '0-1/company',
  associatedObjectPropertyNameToMatch: '0-2/name',
}
const associateByName = (actionId: string, next?: string) => action(actionId, '0-63189541', byName, next)
const flowOf = (actions: readonly object[], more: object = {}) =>
  aFlow({ startActionId: '1', nextAvailableActionId: '99', actions, ...more })

const publish = (actions: readonly object[], more: object = {}) =>
  aPublishedWorkflow(db, account, flowOf(actions, more))

/** One wave after another, until there is nothing left; what it looked at is looked at by evaluators. */
async function drain(): Promise<void> {
  for (let idle = 0; idle < 2; ) {
    let claimed = 0
    for (const lane of ['interactive', 'bulk'] as const) {
      claimed += (await evaluate(engine, account, lane)).claimed
      claimed += (await advance(engine, account, lane)).claimed
    }
    idle = claimed === 0 ? idle + 1 : 0
  }
  expect(await audit(db, account)).toEqual([])
}

async function run(actions: readonly object[], people: readonly number[]): Promise<number> {
  const workflowId = await publish(actions)
  await enrollAll(db, account, workflowId, people)
  await drain()
  return workflowId
}

const link = (fromId: number, toId: number, typeId: number) =>
  db.withAccount(account, 'shared', async (tx) => {
    const meta = { source: { type: 'API' }, chain: [], lane: 'bulk', at: Date.now() } as const
    await associate(tx, await definitionsOf(tx), meta, [{ fromId, toId, ...hub(typeId) }])
  })
const linksOf = async (id: number) => {
  const rows = await db.withAccount(account, 'read', (tx) => readAssociations(tx, [id]))
  return rows.map(({ toId, typeId }) => [toId, typeId])
}
const rowsOf = <Row extends object>(statement: ReturnType<typeof sql>) =>
  db.withAccount(account, 'read', (tx) => tx.query<Row>(statement))
const stepsOf = (actionId: string) =>
  rowsOf<{ recordId: number; outcome: string; code: string | null; detail: unknown }>(sql`
    SELECT record_id AS "recordId", outcome, code, detail FROM action_log
    WHERE account_id = ${account} AND action_id = ${actionId} ORDER BY record_id`)
const lastNameOf = async (id: number) => {
  const [row] = await rowsOf<{ name: string | null }>(sql`
    SELECT coalesce(r.hot ->> 'lastname', c.cold ->> 'lastname') AS name FROM records r
    LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
    WHERE r.account_id = ${account} AND r.id = ${id}`)
  return row?.name ?? null
}

test('A-ASC-1 A-ASC-2 A-GEN-19 a wave associates by value, each record has one version, written by the workflow', async () => {
  const [acme, byte] = await records(db, account, '0-2', [{ name: 'ACME' }, { name: 'Byte' }])
  const people = await records(db, account, '0-1', [
    { company: 'Acme' },
    { company: 'byte' },
    { company: 'Acme' },
    {},
  ])
  const workflowId = await run([associateByName('1', '2'), setProperty('2', 'lastname', 'Done')], people)
  const [ada, bo, cy, none] = people
  expect(await linksOf(acme ?? 0)).toEqual([
    [ada, 280],
    [cy, 280],
  ])
  expect(await linksOf(bo ?? 0)).toEqual([[byte, contactToCompany]])
  expect((await stepsOf('1')).map(({ outcome, code }) => [outcome, code])).toEqual([
    ['succeeded', null],
    ['succeeded', null],
    ['succeeded', null],
    ['skipped', 'no_matching_record'],
  ])
  expect(await lastNameOf(none ?? 0)).toBe('Done')
  const changes = await rowsOf<{ source: object }>(sql`
    SELECT version, source FROM changes WHERE account_id = ${account} AND record_id = ${acme} AND version > 1`)
  expect(changes).toMatchObject([{ version: 2, source: { type: 'WORKFLOW', workflowId } }])
})

test('A-ASC-2 where nobody matches, one record is made for all of the wave who ask for it', async () => {
  const people = await records(db, account, '0-1', [{ company: 'Acme' }, { company: 'Acme' }])
  await run([action('1', '0-63189541', { ...byName, createAssociationOnly: 'false' })], people)
  const firms = await rowsOf<{ id: number; version: number }>(sql`
    SELECT id, version FROM records WHERE account_id = ${account} AND object_type_id = '0-2'`)
  expect(firms).toMatchObject([{ version: 2 }])
  expect(await linksOf(firms[0]?.id ?? 0)).toEqual(people.map((id) => [id, 280]))
})

test('A-ASC-6 associated already is success without a change', async () => {
  const acme = await aRecord(db, account, '0-2', { name: 'Acme' })
  const ada = await aRecord(db, account, '0-1', { company: 'Acme' })
  await link(ada, acme, contactToCompany)
  await run([associateByName('1')], [ada])
  expect(await stepsOf('1')).toMatchObject([{ outcome: 'succeeded' }])
  const versions = await rowsOf(sql`SELECT version FROM records WHERE account_id = ${account} ORDER BY id`)
  expect(versions).toEqual([{ version: 2 }, { version: 2 }])
})

test('W-LOG-10 A-GEN-22 an association made by a workflow enrolls whom another one asks for it', async () => {
  const acme = await aRecord(db, account, '0-2', { name: 'Acme' })
  const branch = {
    ...all(),
    filterBranches: [associated('0-2', contactToCompany, isEqualTo('name', 'Acme'))],
  }
  await publish([setProperty('7', 'lastname', 'Of Acme')], {
    startActionId: '7',
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: false,
      listFilterBranch: anyGroup(branch),
    },
  })
  const ada = await aRecord(db, account, '0-1', { company: 'Acme' })
  await run([associateByName('1')], [ada])
  expect(await linksOf(ada)).toEqual([[acme, contactToCompany]])
  expect(await lastNameOf(ada)).toBe('Of Acme')
})

test('A-ASC-7 who has reached a limit fails with that reason; who has not goes on', async () => {
  await db.withAccount(account, 'exclusive', async (tx) => {
    const { catalogue } = await definitionsOf(tx)
    await limitTypes(tx, [{ type: knownTypes(catalogue).required(hub(280), '0-2', '0-1'), most: 1 }])
  })
  const acme = await aRecord(db, account, '0-2', { name: 'Acme' })
  const people = await records(db, account, '0-1', [{ company: 'Acme' }, { company: 'Acme' }])
  await run([associateByName('1', '2'), setProperty('2', 'lastname', 'Done')], people)
  expect((await stepsOf('1')).map(({ outcome, code }) => [outcome, code])).toEqual([
    ['succeeded', null],
    ['failed', 'association_limit'],
  ])
  expect(await linksOf(acme)).toEqual([[people[0], 280]])
  expect(await lastNameOf(people[1] ?? 0)).toBe('Done')
})

test('A-CRE-12 a limit does not undo the making of a record: it stands alone, with a warning', async () => {
  await db.withAccount(account, 'exclusive', async (tx) => {
    const { catalogue } = await definitionsOf(tx)
    await limitTypes(tx, [{ type: knownTypes(catalogue).required(hub(201), '0-1', '0-46'), most: 1 }])
  })
  const ada = await aRecord(db, account, '0-1')
  const note = (actionId: string, next?: string) =>
    action(actionId, '0-169425243', { note_body: `Note ${actionId}`, pin_note: 'true' }, next)
  await run([note('1', '2'), note('2')], [ada])
  expect([...(await stepsOf('1')), ...(await stepsOf('2'))]).toMatchObject([
    { outcome: 'succeeded', code: null },
    { outcome: 'succeeded', code: 'association_failed' },
  ])
  const notes = await rowsOf<{ id: number }>(sql`
    SELECT id FROM records WHERE account_id = ${account} AND object_type_id = '0-46' ORDER BY id`)
  expect(notes).toHaveLength(2)
  expect(await linksOf(ada)).toEqual([[notes[0]?.id, 201]])
})

test('A-ASC-3 A-ASC-4 labels are set, replaced and removed, then the association, each seen by the next step', async () => {
  const [acme, byte] = await records(db, account, '0-2', [{ name: 'Acme' }, { name: 'Byte' }])
  const [ada, bo] = await records(db, account, '0-1', [{ company: 'Acme' }, { company: 'Byte' }])
  if (!acme || !byte || !ada || !bo) throw new Error('records are missing')
  await link(bo, acme, 1)
  await run(
    [
      associateByName('1', '2'),
      action('2', '0-73444249', { ...byName, labelToApply: '1' }, '3'),
      action('3', '0-61139476', { ...ends, labelToRemove: '1', removeAssociation: 'true' }, '4'),
      action('4', '0-61139484', { ...ends, labelToApply: '1' }, '5'),
      action('5', '0-61139476', { ...ends, labelToRemove: '1' }),
    ],
    [ada, bo],
  )
  expect(await linksOf(ada)).toEqual([])
  // The label went from Acme to Byte, Byte went with it, then Acme had it again, and lost it.
  expect(await linksOf(bo)).toEqual([[acme, contactToCompany]])
  expect((await stepsOf('5')).map(({ outcome }) => outcome)).toEqual(['skipped', 'succeeded'])
})

test('engine.md 4 a record that somebody else holds puts its member off, nobody else; it is associated when it is free', async () => {
  const [acme, byte] = await records(db, account, '0-2', [{ name: 'Acme' }, { name: 'Byte' }])
  const people = await records(db, account, '0-1', [{ company: 'Acme' }, { company: 'Byte' }])
  const workflowId = await publish([associateByName('1')])
  await enrollAll(db, account, workflowId, people)
  await db.withAccount(account, 'shared', async (tx) => {
    await lockRecords(tx, [acme ?? 0])
    await advance(engine, account, 'bulk')
    await advance(engine, account, 'bulk')
  })
  expect(await linksOf(people[0] ?? 0)).toEqual([])
  expect(await linksOf(people[1] ?? 0)).toEqual([[byte, contactToCompany]])
  await drain()
  expect(await linksOf(people[0] ?? 0)).toEqual([[acme, contactToCompany]])
})

test('A-MNG-1 A-MNG-2 A-GEN-20 a deleted record leaves every workflow, also those that are due in the same wave', async () => {
  const people = await records(db, account, '0-1', [{ firstname: 'Ada' }, { firstname: 'Bo' }])
  const [ada, bo] = people
  const deleting = await publish([
    setProperty('1', 'lastname', 'Last words', '2'),
    action('2', '0-18224765', {}),
  ])
  const delayed = await publish([
    { ...action('1', '0-1', { delta: '1', time_unit: 'DAYS' }, '2') },
    setProperty('2', 'lastname', 'Too late'),
  ])
  const together = await publish([setProperty('1', 'lastname', 'Too late')])
  await enrollAll(db, account, delayed, [ada ?? 0])
  await drain()
  await enrollAll(db, account, deleting, [ada ?? 0])
  await enrollAll(db, account, together, people)
  await drain()
  const standing = await rowsOf<{ workflow: number; record: number; state: string; reason: string }>(sql`
    SELECT workflow_id AS workflow, record_id AS record, end_state AS state, reason FROM enrollments
    WHERE account_id = ${account} ORDER BY workflow_id, record_id`)
  expect(standing).toEqual([
    { workflow: deleting, record: ada, state: 'completed', reason: 'completed' },
    { workflow: delayed, record: ada, state: 'unenrolled', reason: 'record_deleted' },
    { workflow: together, record: ada, state: 'unenrolled', reason: 'record_deleted' },
    { workflow: together, record: bo, state: 'completed', reason: 'completed' },
  ])
  expect([await lastNameOf(ada ?? 0), await lastNameOf(bo ?? 0)]).toEqual(['Last words', 'Too late'])
  const gone = await rowsOf(sql`
    SELECT c.source FROM records r
    JOIN changes c ON c.account_id = r.account_id AND c.record_id = r.id AND c.version = r.version
    WHERE r.account_id = ${account} AND r.deleted_at IS NOT NULL`)
  expect(gone).toMatchObject([{ source: { type: 'WORKFLOW', workflowId: deleting, actionIds: ['2'] } }])
})
