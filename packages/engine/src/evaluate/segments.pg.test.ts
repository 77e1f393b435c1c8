import {
  associate,
  createWorkflow,
  type Database,
  definitionsOf,
  disassociate,
  type WriteMeta,
  writeRecords,
} from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { build } from '../publish/build.js'
import { publish } from '../publish/publish.js'
import { all, associated, isEqualTo, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine } from '../testing/engine-fixture.js'
import { evaluate } from './evaluate.js'
import { evaluateByClock } from './evaluate-by-clock.js'
import { expandFanout } from './expand-fanout.js'

let testing: TestDatabase
let db: Database
let engine: Engine

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const staying = {
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [
    {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      actionTypeVersion: 0,
      fields: { delta: '60', time_unit: 'MINUTES' },
    },
  ],
}

const meta: WriteMeta = { source: { type: 'API' }, chain: [], lane: 'interactive' }

async function turnedOn(accountId: number, members: object, enrollExisting = false): Promise<number> {
  const { id } = await db.withAccount(accountId, 'shared', (tx) =>
    createWorkflow(tx, aFlow({ ...staying, ...members })),
  )
  await publish(db, accountId, id, { enrollExisting })
  while ((await build(engine, accountId)).claimed > 0);
  return id
}

async function evaluated(accountId: number): Promise<void> {
  while ((await evaluate(engine, accountId, 'interactive')).claimed > 0);
  while ((await expandFanout(engine, accountId)).claimed > 0);
}

function write(
  accountId: number,
  objectTypeId: string,
  recordId: number,
  values: Record<string, string | number>,
) {
  return db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), meta, [{ objectTypeId, recordId, values }]),
  )
}

const contactToCompany = { category: 'HUBSPOT_DEFINED', typeId: 279 }
const companyToDeal = { category: 'HUBSPOT_DEFINED', typeId: 342 }

function together(accountId: number, fromId: number, toId: number, apart = false, type = contactToCompany) {
  return db.withAccount(accountId, 'shared', async (tx) => {
    const moment = { ...meta, at: Date.now() }
    await (apart ? disassociate : associate)(tx, await definitionsOf(tx), moment, [{ fromId, toId, ...type }])
  })
}

function entries(accountId: number, workflowId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ record: number; source: string; reason: string | null }>(sql`
      SELECT record_id AS record, source ->> 'type' AS source, reason FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
}

const atLondonCompany = associated('0-2', 279, isEqualTo('city', 'London'))

test('W-FLF-2 W-FLS-2 a contact enrolls when its company comes to match, and when it comes to such a company', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(
    accountId,
    triggeredBy([{ ...all(), filterBranches: [atLondonCompany] }], {
      unEnrollObjectsNotMeetingCriteria: true,
    }),
  )
  const [contact, other] = [await aRecord(db, accountId, '0-1'), await aRecord(db, accountId, '0-1')]
  const company = await aRecord(db, accountId, '0-2', { city: 'Paris' })
  await together(accountId, contact, company)
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
  await write(accountId, '0-2', company, { city: 'London' })
  await evaluated(accountId)
  await together(accountId, other, company)
  await evaluated(accountId)
  await together(accountId, contact, company, true)
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record: contact, source: 'TRIGGER', reason: 'no_longer_meets_criteria' },
    { record: other, source: 'TRIGGER', reason: null },
  ])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-FLF-2 W-FLS-2 a filter that looks two associations far is told of what changes there', async () => {
  const accountId = await anAccount(db)
  const bigDeal = {
    ...associated('0-2', 279),
    filterBranches: [associated('0-3', 342, isEqualTo('dealname', 'Big'))],
  }
  const workflowId = await turnedOn(
    accountId,
    triggeredBy([{ ...all(), filterBranches: [bigDeal] }], { unEnrollObjectsNotMeetingCriteria: true }),
  )
  const [first, second] = [await aRecord(db, accountId, '0-1'), await aRecord(db, accountId, '0-1')]
  const company = await aRecord(db, accountId, '0-2')
  const deal = await aRecord(db, accountId, '0-3', { dealname: 'Small' })
  await together(accountId, first, company)
  await together(accountId, company, deal, false, companyToDeal)
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
  await write(accountId, '0-3', deal, { dealname: 'Big' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([{ record: first, source: 'TRIGGER', reason: null }])
  await together(accountId, second, company)
  await evaluated(accountId)
  await together(accountId, company, deal, true, companyToDeal)
  await evaluated(accountId)
  const reason = 'no_longer_meets_criteria'
  expect(await entries(accountId, workflowId)).toEqual([
    { record: first, source: 'TRIGGER', reason },
    { record: second, source: 'TRIGGER', reason },
  ])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-PUB-12 a contact whose company matched at the turn-on does not enroll by keeping it, with "yes" it does', async () => {
  const accountId = await anAccount(db)
  const contact = await aRecord(db, accountId, '0-1')
  const company = await aRecord(db, accountId, '0-2', { city: 'London' })
  await together(accountId, contact, company)
  const criteria = triggeredBy([{ ...all(), filterBranches: [atLondonCompany] }])
  const no = await turnedOn(accountId, criteria)
  const yes = await turnedOn(accountId, criteria, true)
  await write(accountId, '0-2', company, { city: 'LONDON' })
  await evaluated(accountId)
  expect(await entries(accountId, no)).toEqual([])
  expect(await entries(accountId, yes)).toEqual([{ record: contact, source: 'EXISTING', reason: null }])
})

/** Contacts whose last contact lies before now. */
const contactedBeforeNow = {
  filterType: 'PROPERTY',
  property: 'notes_last_contacted',
  operation: {
    operationType: 'TIME_POINT',
    operator: 'IS_BEFORE',
    includeObjectsWithNoValueSet: false,
    endpointBehavior: 'INCLUSIVE',
    propertyParser: 'VALUE',
    type: 'TIME_POINT',
    timePoint: { timeType: 'INDEXED', zoneId: 'UTC', indexReference: { referenceType: 'NOW' }, offset: {} },
  },
}

test('W-FLS-3 W-FLS-4 a condition on the clock enrolls at its instant, though nobody changes the record', async () => {
  const { accountId, workflowId, record, flip } = await beforeItsMoment(async (flip) => {
    const accountId = await anAccount(db)
    const workflowId = await turnedOn(accountId, triggeredBy([all(contactedBeforeNow)]))
    const record = await aRecord(db, accountId, '0-1', { notes_last_contacted: flip })
    await evaluated(accountId)
    return { accountId, workflowId, record, early: await entries(accountId, workflowId) }
  })
  await clockFlipped(accountId, flip)
  expect(Date.now()).toBeGreaterThanOrEqual(flip)
  expect(await entries(accountId, workflowId)).toEqual([{ record, source: 'TRIGGER', reason: null }])
  expect(await evaluateByClock(engine, accountId)).toMatchObject({ claimed: 0 })
})

test('W-FLS-3 records that existed at the turn-on have their moment too', async () => {
  const { accountId, workflowId, record, flip } = await beforeItsMoment(async (flip) => {
    const accountId = await anAccount(db)
    const record = await aRecord(db, accountId, '0-1', { notes_last_contacted: flip })
    const workflowId = await turnedOn(accountId, triggeredBy([all(contactedBeforeNow)]))
    return { accountId, workflowId, record, early: await entries(accountId, workflowId) }
  })
  await clockFlipped(accountId, flip)
  expect(await entries(accountId, workflowId)).toEqual([{ record, source: 'TRIGGER', reason: null }])
})

interface Awaiting {
  readonly accountId: number
  readonly workflowId: number
  readonly record: number
  /** Who had entered before the moment came: nobody. */
  readonly early: Awaited<ReturnType<typeof entries>>
}

/** Prepared before the moment that it waits for, however slow the machine is: with ever more time until it. */
async function beforeItsMoment(
  prepare: (flip: number) => Promise<Awaiting>,
): Promise<Awaiting & { readonly flip: number }> {
  for (let lead = 700; ; lead *= 3) {
    const flip = Date.now() + lead
    const prepared = await prepare(flip)
    if (Date.now() >= flip) continue
    expect(prepared.early).toEqual([])
    return { ...prepared, flip }
  }
}

async function clockFlipped(accountId: number, flip: number): Promise<void> {
  while ((await evaluateByClock(engine, accountId)).claimed === 0) {
    if (Date.now() > flip + 20_000) throw new Error('the clock never flipped')
  }
}
