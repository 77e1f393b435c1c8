// A step sees the associations that earlier steps made, in whatever wave they were made.
import type { Database } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { all, associated, isEqualTo } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

const contactToCompany = 279
const taskToCompany = 192

const on = (nextActionId: string) => ({ connection: { edgeType: 'STANDARD', nextActionId } })
const text = (staticValue: string) => ({ type: 'STATIC_VALUE', staticValue })
const spec = (associationTypeId: number) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId })
const action = (actionId: string, actionTypeId: string, fields: object, next: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  actionTypeVersion: 0,
  fields,
  ...on(next),
})

const createCompany = (actionId: string, next: string) =>
  action(
    actionId,
    '0-14',
    { object_type_id: '0-2', properties: [{ targetProperty: 'name', value: text('New') }] },
    next,
  )

const renameCompanies = (actionId: string, next: string) =>
  action(
    actionId,
    '0-5',
    { property_name: 'name', value: text('Renamed'), association: spec(contactToCompany) },
    next,
  )

const aTaskForTheCompanies = (actionId: string, next: string) =>
  action(
    actionId,
    '0-3',
    {
      task_type: 'TODO',
      subject: text('Call'),
      associations: [
        {
          target: spec(taskToCompany),
          value: { type: 'COPY_ASSOCIATION', sourceSpec: spec(contactToCompany) },
        },
      ],
    },
    next,
  )

/** Whether the contact has a company of this name, written into the contact. */
const askForCompany = (actionId: string, name: string, yes: string) => ({
  actionId,
  type: 'LIST_BRANCH',
  listBranches: [
    {
      branchName: 'has it',
      filterBranch: {
        ...all(),
        filterBranches: [associated('0-2', contactToCompany, isEqualTo('name', name))],
      },
      connection: { edgeType: 'STANDARD', nextActionId: yes },
    },
  ],
})

async function runThrough(actions: readonly object[], contacts: number, more: object = {}) {
  const accountId = await anAccount(db)
  const flow = aFlow({ startActionId: '1', nextAvailableActionId: '9', actions, ...more })
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const people = Array.from({ length: contacts }, (_, i) => ({ city: `Town ${i}` }))
  await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', people))
  const engine = anEngine(db)
  for (let idle = 0; idle < 3; ) {
    const { claimed } = await advance(engine, accountId, 'bulk')
    idle = claimed === 0 ? idle + 1 : 0
  }
  expect(await audit(db, accountId)).toEqual([])
  return { accountId }
}

async function valuesOf(accountId: number, objectTypeId: string, name: string): Promise<unknown[]> {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ value: unknown }>(sql`
      SELECT coalesce(r.hot ->> ${name}, c.cold ->> ${name}) AS value FROM records r
      LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${accountId} AND r.object_type_id = ${objectTypeId} ORDER BY r.id`),
  )
  return rows.map(({ value }) => value)
}

test('A-CRE-8 A-EDR-21 a record made by one step is edited as an associated record by the next', async () => {
  const { accountId } = await runThrough(
    [createCompany('1', '2'), renameCompanies('2', '3'), setProperty('3', 'lastname', 'Done')],
    3,
  )
  expect(await valuesOf(accountId, '0-2', 'name')).toEqual(['Renamed', 'Renamed', 'Renamed'])
  expect(await valuesOf(accountId, '0-1', 'lastname')).toEqual(['Done', 'Done', 'Done'])
})

test('A-BRF-3 a branch sees the record that an earlier step made and associated', async () => {
  const { accountId } = await runThrough(
    [createCompany('1', '2'), askForCompany('2', 'New', '3'), setProperty('3', 'lastname', 'Found')],
    3,
  )
  expect(await valuesOf(accountId, '0-1', 'lastname')).toEqual(['Found', 'Found', 'Found'])
})

test('A-SAL-5 A-CRE-6 a task is associated with the company that the step before it made', async () => {
  const { accountId } = await runThrough(
    [createCompany('1', '2'), aTaskForTheCompanies('2', '3'), setProperty('3', 'lastname', 'Done')],
    3,
  )
  const links = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT t.object_type_id AS "from", c.object_type_id AS "to", count(*) AS n FROM associations a
      JOIN records t ON t.account_id = a.account_id AND t.id = a.from_id
      JOIN records c ON c.account_id = a.account_id AND c.id = a.to_id
      WHERE a.account_id = ${accountId} AND t.object_type_id = '0-27' GROUP BY 1, 2 ORDER BY 2`),
  )
  expect(links).toEqual([
    { from: '0-27', to: '0-1', n: 3 },
    { from: '0-27', to: '0-2', n: 3 },
  ])
})

test('W-GOAL-3 a goal that asks for an associated record is met by the one just made', async () => {
  const goal = {
    filterBranchType: 'OR',
    filterBranchOperator: 'OR',
    filters: [],
    filterBranches: [
      { ...all(), filterBranches: [associated('0-2', contactToCompany, isEqualTo('name', 'New'))] },
    ],
  }
  const { accountId } = await runThrough(
    [createCompany('1', '2'), setProperty('2', 'lastname', 'Too far')],
    2,
    { goalFilterBranch: goal },
  )
  const ends = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`SELECT DISTINCT end_state FROM enrollments WHERE account_id = ${accountId}`),
  )
  expect(ends).toEqual([{ end_state: 'goal_met' }])
  expect(await valuesOf(accountId, '0-1', 'lastname')).toEqual([null, null])
  expect(await valuesOf(accountId, '0-2', 'name')).toEqual(['New', 'New'])
})
