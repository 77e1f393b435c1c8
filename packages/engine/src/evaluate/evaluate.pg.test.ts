import {
  createWorkflow,
  type Database,
  definitionsOf,
  loadWholeRecords,
  lockRecords,
  readClock,
  writeRecords,
} from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { enroll } from '../enroll/enroll.js'
import { build } from '../publish/build.js'
import { publish } from '../publish/publish.js'
import { unpublish } from '../publish/unpublish.js'
import { all, isEqualTo, isKnown, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine } from '../testing/engine-fixture.js'
import { evaluate } from './evaluate.js'

let testing: TestDatabase
let db: Database
let engine: Engine

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

/** A delay of an hour: whoever enters stays. */
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

async function turnedOn(accountId: number, members: object, enrollExisting = false): Promise<number> {
  const { id } = await db.withAccount(accountId, 'shared', (tx) =>
    createWorkflow(tx, aFlow({ ...staying, ...members })),
  )
  await publish(db, accountId, id, { enrollExisting })
  await built(accountId)
  return id
}

async function built(accountId: number): Promise<void> {
  while ((await build(engine, accountId)).claimed > 0);
}

async function evaluated(accountId: number): Promise<void> {
  while ((await evaluate(engine, accountId, 'interactive')).claimed > 0);
}

function write(accountId: number, recordId: number, values: Record<string, string | null>) {
  return db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), { source: { type: 'API' }, chain: [], lane: 'interactive' }, [
      { objectTypeId: '0-1', recordId, values },
    ]),
  )
}

interface Entry {
  readonly record: number
  readonly source: string
  readonly reason: string | null
}

function entries(accountId: number, workflowId: number): Promise<Entry[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<Entry>(sql`
      SELECT record_id AS record, source ->> 'type' AS source, reason FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
}

const london = all(isEqualTo('city', 'London'))

test('W-FLS-1 a record enrolls when it comes to meet the criteria, not while it keeps meeting them', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, triggeredBy([london]))
  const record = await aRecord(db, accountId, '0-1', { city: 'Paris' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
  await write(accountId, record, { city: 'London' })
  await evaluated(accountId)
  await write(accountId, record, { city: ' LONDON ' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([{ record, source: 'TRIGGER', reason: null }])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-FLS-1 a record created matching enrolls', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, triggeredBy([london]))
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toMatchObject([{ record, source: 'TRIGGER' }])
})

test('W-FLS-10 a flip that is over when somebody looks still enrolls', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, triggeredBy([london]))
  const record = await aRecord(db, accountId, '0-1', { city: 'Paris' })
  await write(accountId, record, { city: 'London' })
  await write(accountId, record, { city: 'Paris' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toMatchObject([{ record, source: 'TRIGGER' }])
})

test('W-ENR-1 W-ENR-3 a second time does not enroll unless re-enrollment is on', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(
    accountId,
    triggeredBy([london], { unEnrollObjectsNotMeetingCriteria: true }),
  )
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  await write(accountId, record, { city: 'Paris' })
  await write(accountId, record, { city: 'London' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record, source: 'TRIGGER', reason: 'no_longer_meets_criteria' },
  ])
})

test('W-UNE-2 a writer that began before somebody entered, and wrote after it, lets them out', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(
    accountId,
    triggeredBy([london], { unEnrollObjectsNotMeetingCriteria: true }),
  )
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await db.withAccount(accountId, 'shared', async (tx) => {
    const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: tx.startedAt } as const
    await evaluated(accountId)
    await writeRecords(tx, await definitionsOf(tx), meta, [
      { objectTypeId: '0-1', recordId: record, values: { city: 'Paris' } },
    ])
  })
  await write(accountId, record, { city: 'London' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record, source: 'TRIGGER', reason: 'no_longer_meets_criteria' },
  ])
})

test('W-UNE-2 a reason to leave that had passed when somebody entered does not let them out', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(
    accountId,
    triggeredBy([london], { unEnrollObjectsNotMeetingCriteria: true, shouldReEnroll: true }),
  )
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  await write(accountId, record, { city: 'Paris' })
  await evaluated(accountId)
  await write(accountId, record, { city: 'London' })
  await write(accountId, record, { city: 'Paris' })
  await write(accountId, record, { city: 'London' })
  await db.withAccount(accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const workflow = definitions.workflows.get(workflowId)
    const loaded = (await loadWholeRecords(tx, await lockRecords(tx, [record]))).get(record)
    if (!workflow || !loaded) throw new Error('the workflow is on and the record is there')
    const source = { type: 'MANUAL', tokenId: null } as const
    const request = {
      workflow,
      record: loaded,
      source,
      chain: [],
      lane: 'interactive',
      matchedGroup: null,
    } as const
    const [result] = await enroll(tx, definitions, [request], await readClock(tx))
    expect(result?.outcome).toBe('enrolled')
  })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record, source: 'TRIGGER', reason: 'no_longer_meets_criteria' },
    { record, source: 'MANUAL', reason: null },
  ])
})

test('W-UNE-2 W-REN-7 in, out and in again in one look leaves three rows of history', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(
    accountId,
    triggeredBy([london], { shouldReEnroll: true, unEnrollObjectsNotMeetingCriteria: true }),
  )
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await write(accountId, record, { city: 'Paris' })
  await write(accountId, record, { city: 'London' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record, source: 'TRIGGER', reason: 'no_longer_meets_criteria' },
    { record, source: 'TRIGGER', reason: null },
  ])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-REN-6 W-REN-9 "is known" re-enrolls at every new value, but nobody who is inside', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, {
    ...triggeredBy([all(isKnown('city'))], { shouldReEnroll: true }),
    startActionId: null,
    actions: [],
  })
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  await write(accountId, record, { city: 'Paris' })
  await evaluated(accountId)
  await write(accountId, record, { city: null })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record, source: 'TRIGGER', reason: 'completed' },
    { record, source: 'TRIGGER', reason: 'completed' },
  ])
})

test('W-PUB-8 W-PUB-12 existing records enroll with "yes", and with "no" never by keeping to match', async () => {
  const accountId = await anAccount(db)
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await aRecord(db, accountId, '0-1', { city: 'Paris' })
  const yes = await turnedOn(accountId, triggeredBy([london]), true)
  const no = await turnedOn(accountId, triggeredBy([london]), false)
  await evaluated(accountId)
  await write(accountId, record, { city: 'london' })
  await write(accountId, record, { city: 'Paris' })
  await write(accountId, record, { city: 'London' })
  await evaluated(accountId)
  expect(await entries(accountId, yes)).toEqual([{ record, source: 'EXISTING', reason: null }])
  // W-PUB-11: it meets them again, and re-enrollment is off.
  expect(await entries(accountId, no)).toEqual([])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-PUB-10 with "no", whoever comes to match for the first time after the turn-on enrolls, built or not', async () => {
  const accountId = await anAccount(db)
  const before = await aRecord(db, accountId, '0-1', { city: 'Paris' })
  const matching = await aRecord(db, accountId, '0-1', { city: 'London' })
  const { id } = await db.withAccount(accountId, 'shared', (tx) =>
    createWorkflow(tx, aFlow({ ...staying, ...triggeredBy([london]) })),
  )
  await publish(db, accountId, id, { enrollExisting: false })
  // Nothing is built yet, and everything changes.
  await write(accountId, before, { city: 'London' })
  await write(accountId, matching, { city: 'Paris' })
  await write(accountId, matching, { city: 'London' })
  const created = await aRecord(db, accountId, '0-1', { city: 'London' })
  await built(accountId)
  await evaluated(accountId)
  expect((await entries(accountId, id)).map(({ record }) => record).toSorted()).toEqual([before, created])
})

test('W-PUB-8 with "yes", what counts is what records were at the turn-on, whoever looks first', async () => {
  for (const evaluateFirst of [true, false]) {
    const accountId = await anAccount(db)
    const leaving = await aRecord(db, accountId, '0-1', { city: 'London' })
    const coming = await aRecord(db, accountId, '0-1', { city: 'Paris' })
    const { id } = await db.withAccount(accountId, 'shared', (tx) =>
      createWorkflow(tx, aFlow({ ...staying, ...triggeredBy([london]) })),
    )
    await publish(db, accountId, id, { enrollExisting: true })
    await write(accountId, leaving, { city: 'Paris' })
    await write(accountId, coming, { city: 'London' })
    if (evaluateFirst) await evaluated(accountId)
    await built(accountId)
    await evaluated(accountId)
    expect(await entries(accountId, id)).toEqual(
      expect.arrayContaining([
        { record: leaving, source: 'EXISTING', reason: null },
        { record: coming, source: 'TRIGGER', reason: null },
      ]),
    )
    expect(await entries(accountId, id)).toHaveLength(2)
    expect(await audit(db, accountId)).toEqual([])
  }
})

test('W-RUN-1 W-RUN-4 who came to match while the workflow was off is not enrolled when it is on again', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, triggeredBy([london]))
  await unpublish(db, accountId, workflowId, { unenrollAll: false })
  await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  await publish(db, accountId, workflowId, { enrollExisting: false })
  await built(accountId)
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
})

test('W-RUN-7 turning off takes everybody out when asked to', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, triggeredBy([london]))
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  await unpublish(db, accountId, workflowId, { unenrollAll: true })
  expect(await entries(accountId, workflowId)).toEqual([{ record, source: 'TRIGGER', reason: 'manual' }])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-GOAL-4 W-PUB-22 a waiting contact leaves at once when it meets the goal', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, {
    ...triggeredBy([london]),
    goalFilterBranch: {
      filterBranchType: 'OR',
      filterBranchOperator: 'OR',
      filters: [],
      filterBranches: [all(isKnown('jobtitle'))],
    },
  })
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await evaluated(accountId)
  await write(accountId, record, { jobtitle: 'Countess' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([{ record, source: 'TRIGGER', reason: 'goal_met' }])
})

test('a change that nothing live reads leaves nothing to evaluate', async () => {
  const accountId = await anAccount(db)
  await turnedOn(accountId, triggeredBy([london]))
  const record = await aRecord(db, accountId, '0-1', { city: 'Paris' })
  await evaluated(accountId)
  await write(accountId, record, { jobtitle: 'Countess' })
  expect(await evaluate(engine, accountId, 'interactive')).toEqual({ claimed: 0, more: false, nextAt: null })
})
