// What waves read of associated records: the records that a flow fetches, and those that several workflows share.
import { associate, type Database, definitionsOf, markRecordsDeleted } from '@millrace/store'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
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

const toCompany = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
const employer = { name: 'employer', type: 'ASSOCIATION', objectTypeId: '0-2', ...toCompany }
const step = (actionTypeId: string, fields: object) => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  actionTypeVersion: 0,
  fields,
})
const publish = (action: object, more: object = {}) =>
  aPublishedWorkflow(
    db,
    account,
    aFlow({ startActionId: '1', nextAvailableActionId: '2', actions: [action], ...more }),
  )

const employ = (companyId: number, ...contactIds: readonly number[]) =>
  db.withAccount(account, 'shared', async (tx) => {
    const meta = { source: { type: 'API' }, chain: [], lane: 'bulk', at: Date.now() } as const
    const links = contactIds.map((fromId) => ({
      fromId,
      toId: companyId,
      category: 'HUBSPOT_DEFINED',
      typeId: 279,
    }))
    await associate(tx, await definitionsOf(tx), meta, links)
  })

async function drain(): Promise<void> {
  for (let idle = 0; idle < 2; ) idle = (await advance(engine, account, 'bulk')).claimed === 0 ? idle + 1 : 0
  expect(await audit(db, account)).toEqual([])
}

const valueNow = async (id: number, name: string) => {
  const [row] = await db.withAccount(account, 'read', (tx) =>
    tx.query<{ value: unknown }>(sql`
      SELECT coalesce(r.hot -> ${name}, c.cold -> ${name}) AS value FROM records r
      LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${account} AND r.id = ${id}`),
  )
  return row?.value ?? null
}

test('api.md 4.6 A-GEN-8 each enrolled record reads the record that its flow fetches for it', async () => {
  const [acme, byte] = await records(db, account, '0-2', [{ name: 'Acme' }, { name: 'Byte' }])
  const people = await records(db, account, '0-1', [{}, {}, {}, { company: 'None' }])
  const [ada, bo, cy, none] = people
  if (!acme || !byte || !ada || !bo || !cy || !none) throw new Error('records are missing')
  await employ(acme, ada, bo)
  await employ(byte, cy)
  const token = { type: 'FETCHED_OBJECT_PROPERTY', propertyToken: '{{ fetched_objects.employer.name }}' }
  const workflowId = await publish(step('0-5', { property_name: 'company', value: token }), {
    dataSources: [employer, { name: 'nobody refers to this', type: 'DATASET_FIELD_PROPERTY_FILTER' }],
  })
  await enrollAll(db, account, workflowId, people)
  await drain()
  expect(await Promise.all(people.map((id) => valueNow(id, 'company')))).toEqual([
    'Acme',
    'Acme',
    'Byte',
    'None',
  ])
})

test.each([
  ['the oldest', {}, 'Acme'],
  ['who was associated first', { type: 'ASSOCIATION_TIMESTAMP' }, 'Byte'],
  ['who was associated last', { type: 'ASSOCIATION_TIMESTAMP', sortBy: { order: 'DESC' } }, 'Acme'],
  ['who comes first by name', { sortBy: { property: 'name', order: 'DESC' } }, 'Byte'],
])('api.md 4.6 of several associated records %s, none that is deleted', async (_which, source, wanted) => {
  const [gone = 0, acme = 0, byte = 0, past = 0] = await records(
    db,
    account,
    '0-2',
    ['Zero', 'Acme', 'Byte', 'Zulu'].map((name) => ({ name })),
  )
  const ada = await aRecord(db, account, '0-1')
  for (const company of [gone, byte, acme, past]) await employ(company, ada)
  await db.withAccount(account, 'shared', async (tx) => {
    const meta = { source: { type: 'API' }, chain: [], lane: 'bulk', at: Date.now() } as const
    await markRecordsDeleted(tx, await definitionsOf(tx), [gone, past], meta)
  })
  const token = { type: 'FETCHED_OBJECT_PROPERTY', propertyToken: '{{ fetched_objects.employer.name }}' }
  const workflowId = await publish(step('0-5', { property_name: 'company', value: token }), {
    dataSources: [{ ...employer, ...source }],
  })
  await enrollAll(db, account, workflowId, [ada])
  await drain()
  expect(await valueNow(ada, 'company')).toBe(wanted)
})

test('A-EDR-21 a record that another workflow of the wave holds is read whole, whoever took it in first', async () => {
  const acme = await aRecord(db, account, '0-2', { name: 'Acme', numberofemployees: '41' })
  const ada = await aRecord(db, account, '0-1')
  await employ(acme, ada)
  // Reads nothing of the company: it is loaded without its cold values.
  const waiting = await publish(step('0-1', { delta: '5', time_unit: 'MINUTES' }), {
    type: 'PLATFORM_FLOW',
    objectTypeId: '0-2',
  })
  const counting = await publish(
    step('0-5', {
      property_name: 'numberofemployees',
      association: toCompany,
      value: { type: 'INCREMENT', incrementAmount: '1' },
    }),
  )
  await enrollAll(db, account, waiting, [acme])
  await enrollAll(db, account, counting, [ada])
  await drain()
  expect(await valueNow(acme, 'numberofemployees')).toBe(42)
  const changes = await db.withAccount(account, 'read', (tx) =>
    tx.query<{ patch: object }>(
      sql`SELECT patch FROM changes WHERE account_id = ${account} AND record_id = ${acme} ORDER BY version DESC LIMIT 1`,
    ),
  )
  expect(changes).toEqual([{ patch: { numberofemployees: [41, 42] } }])
})

test.each([
  ['a value', isEqualTo('name', 'Acme')],
  [
    'an earlier value',
    {
      filterType: 'PROPERTY',
      property: 'name',
      operation: {
        operationType: 'STRING',
        operator: 'HAS_EVER_BEEN_EQUAL_TO',
        includeObjectsWithNoValueSet: false,
        value: 'Acme',
      },
    },
  ],
  [
    'an enrollment',
    {
      filterType: 'IN_LIST',
      operator: 'NOT_IN_LIST',
      listId: '999999',
      metadata: { id: '999999', inListType: 'WORKFLOWS_ACTIVE' },
    },
  ],
])(
  'A-BRF-8 criteria see %s of an associated record that another workflow of the wave holds',
  async (_what, filter) => {
    const acme = await aRecord(db, account, '0-2', { name: 'Acme' })
    const ada = await aRecord(db, account, '0-1')
    await employ(acme, ada)
    const waiting = await publish(step('0-1', { delta: '5', time_unit: 'MINUTES' }), {
      type: 'PLATFORM_FLOW',
      objectTypeId: '0-2',
    })
    const meets = { ...all(), filterBranches: [associated('0-2', 279, filter)] }
    const branch = {
      actionId: '1',
      type: 'LIST_BRANCH',
      listBranches: [
        { filterBranch: anyGroup(meets), connection: { edgeType: 'STANDARD', nextActionId: '2' } },
      ],
    }
    const branching = await publish(branch, {
      nextAvailableActionId: '3',
      actions: [branch, setProperty('2', 'lastname', 'Met')],
    })
    await enrollAll(db, account, waiting, [acme])
    await enrollAll(db, account, branching, [ada])
    await drain()
    expect(await valueNow(ada, 'lastname')).toBe('Met')
  },
)

test('A-EDR-23 engine.md 9 of a hub nobody is touched: the step fails with the count, for this one only', async () => {
  const [hub = 0, acme = 0] = await records(db, account, '0-2', [{ name: 'Hub' }, { name: 'Acme' }])
  const many = Array.from({ length: 1001 }, () => ({}))
  const [ada = 0, ...people] = await records(db, account, '0-1', [{}, ...many])
  await employ(hub, ...people)
  await employ(acme, ada)
  const workflowId = await publish(
    step('0-5', {
      property_name: 'lastname',
      association: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 },
      value: { type: 'STATIC_VALUE', staticValue: 'Met' },
    }),
    { type: 'PLATFORM_FLOW', objectTypeId: '0-2' },
  )
  await enrollAll(db, account, workflowId, [hub, acme])
  await drain()
  const steps = await db.withAccount(account, 'read', (tx) =>
    tx.query<{ recordId: number }>(sql`
      SELECT record_id AS "recordId", outcome, code, detail FROM action_log
      WHERE account_id = ${account} AND action_id = '1' ORDER BY record_id`),
  )
  expect(steps).toMatchObject([
    { recordId: hub, outcome: 'failed', code: 'too_many_associated_records', detail: { count: 1001 } },
    { recordId: acme, outcome: 'succeeded' },
  ])
  expect(await valueNow(ada, 'lastname')).toBe('Met')
  expect(await valueNow(people[0] ?? 0, 'lastname')).toBeNull()
})
