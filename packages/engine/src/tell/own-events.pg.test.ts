// What Millrace itself makes happen to a record enrolls it elsewhere, where somebody waits for it (W-EVT-24, 44 to 47).
import { createList, createWorkflow, type Database } from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { publish } from '../publish/publish.js'
import { drained } from '../testing/drained.js'
import {
  all,
  anyGroup,
  happening,
  isEqualTo,
  isKnown,
  onEvents,
  triggeredBy,
} from '../testing/engine-criteria.js'
import { aFlow, anEngine, enrollAll, setProperty } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

async function turnedOn(
  accountId: number,
  members: Readonly<Record<string, unknown>>,
  enrollExisting = false,
): Promise<number> {
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, aFlow(members)))
  await publish(db, accountId, id, { enrollExisting })
  return id
}

const empty = { startActionId: null, actions: [] }
const doing = (...actions: readonly Readonly<Record<string, unknown>>[]) => ({
  startActionId: '1',
  nextAvailableActionId: '9',
  actions,
})

/** Everything that follows, until nothing is left. */
async function settled(accountId: number): Promise<void> {
  const engine = anEngine(db)
  for (let quiet = 0; quiet < 2; ) {
    await drained(engine, accountId)
    const waves = [
      await advance(engine, accountId, 'interactive'),
      await advance(engine, accountId, 'timers'),
      await advance(engine, accountId, 'bulk'),
    ]
    quiet = waves.every(({ claimed }) => claimed === 0) ? quiet + 1 : 0
  }
}

function entered(accountId: number, workflowId: number): Promise<{ record: number; event: string | null }[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT record_id AS record, source -> 'event' ->> 'id' AS event FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
}

function told(accountId: number): Promise<{ type: string; properties: object }[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT event_type_id AS type, properties FROM events WHERE account_id = ${accountId}
      ORDER BY event_type_id COLLATE "C"`),
  )
}

const ofWorkflow = (id: number) => ({
  filterType: 'PROPERTY',
  property: 'hs_flow_id',
  operation: { operationType: 'NUMBER', operator: 'IS_EQUAL_TO', value: id },
})

test('W-EVT-44 W-EVT-47 entering a workflow and completing it enroll in others; where nobody waits, nothing is told', async () => {
  const accountId = await anAccount(db)
  const first = await turnedOn(accountId, doing(setProperty('1', 'jobtitle', 'Poet')))
  const record = await aRecord(db, accountId, '0-1', {})
  await enrollAll(db, accountId, first, [record])
  await settled(accountId)
  expect(await told(accountId)).toEqual([])
  const onEntry = await turnedOn(accountId, {
    ...onEvents([happening('4-1466013', ofWorkflow(first))]),
    ...empty,
  })
  const onEnd = await turnedOn(accountId, {
    ...onEvents([happening('millrace-workflow-completed', ofWorkflow(first))]),
    ...empty,
  })
  const other = await aRecord(db, accountId, '0-1', {})
  await enrollAll(db, accountId, first, [other])
  await settled(accountId)
  expect(await entered(accountId, onEntry)).toMatchObject([{ record: other }])
  expect(await entered(accountId, onEnd)).toMatchObject([{ record: other }])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-EVT-44 existing records that enter at the turn-on are told of as well', async () => {
  const accountId = await anAccount(db)
  const waiting = await turnedOn(accountId, { ...onEvents([happening('4-1466013')]), ...empty })
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await turnedOn(accountId, { ...triggeredBy([all(isEqualTo('city', 'London'))]), ...empty }, true)
  await settled(accountId)
  expect(await entered(accountId, waiting)).toMatchObject([{ record }])
})

test('W-EVT-45 W-EVT-46 meeting the goal is an achievement and a departure', async () => {
  const accountId = await anAccount(db)
  const hour = {
    actionId: '2',
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-1',
    actionTypeVersion: 0,
    fields: { delta: '60', time_unit: 'MINUTES' },
  }
  const first = await turnedOn(accountId, {
    ...doing(setProperty('1', 'jobtitle', 'Poet', '2'), hour),
    goalFilterBranch: anyGroup(all(isKnown('jobtitle'))),
  })
  const onGoal = await turnedOn(accountId, { ...onEvents([happening('4-1753168')]), ...empty })
  const onLeaving = await turnedOn(accountId, {
    ...onEvents([happening('4-1466014', isEqualTo('hs_unenrolled_reason', 'goal_met'))]),
    ...empty,
  })
  const record = await aRecord(db, accountId, '0-1', {})
  await enrollAll(db, accountId, first, [record])
  await settled(accountId)
  expect(await entered(accountId, onGoal)).toMatchObject([{ record }])
  expect(await entered(accountId, onLeaving)).toMatchObject([{ record }])
  expect(await told(accountId)).toEqual([
    { type: '4-1466014', properties: { hs_flow_id: first, hs_unenrolled_reason: 'goal_met' } },
    { type: '4-1753168', properties: { hs_flow_id: first } },
  ])
})

test('W-ENR-13 a workflow that its own completion enrolls stops', async () => {
  const accountId = await anAccount(db)
  const again = onEvents([happening('millrace-workflow-completed')], { shouldReEnroll: true })
  const workflowId = await turnedOn(accountId, { ...again, ...doing(setProperty('1', 'jobtitle', 'Poet')) })
  const pair = await turnedOn(accountId, { ...again, ...empty })
  const record = await aRecord(db, accountId, '0-1', {})
  await enrollAll(db, accountId, workflowId, [record])
  await settled(accountId)
  expect(await entered(accountId, workflowId)).toMatchObject([{ event: null }])
  expect(await entered(accountId, pair)).toHaveLength(1)
})

test('W-EVT-8 a step that puts a record into a list enrolls it where that is waited for', async () => {
  const accountId = await anAccount(db)
  const listId = await db.withAccount(accountId, 'shared', (tx) =>
    createList(tx, { objectTypeId: '0-1', name: 'VIP', processingType: 'MANUAL' }),
  )
  const joined = {
    ...onEvents([], {
      listMembershipFilterBranches: [
        all({ filterType: 'IN_LIST', operator: 'IN_LIST', listId: String(listId) }),
      ],
    }),
    ...empty,
  }
  const waiting = await turnedOn(accountId, joined)
  const add = {
    actionId: '1',
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-13',
    actionTypeVersion: 0,
    fields: { operation: 'ADD', list_id: String(listId) },
  }
  const first = await turnedOn(accountId, doing(add))
  const record = await aRecord(db, accountId, '0-1', {})
  await enrollAll(db, accountId, first, [record])
  await settled(accountId)
  expect(await entered(accountId, waiting)).toMatchObject([{ record }])
})
