import {
  associate,
  changeMembers,
  createList,
  createWorkflow,
  type Database,
  definitionsOf,
  writeRecords,
} from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { build } from '../publish/build.js'
import { publish } from '../publish/publish.js'
import { unpublish } from '../publish/unpublish.js'
import { all, anyGroup, happening, isEqualTo, isKnown, onEvents } from '../testing/engine-criteria.js'
import { aFlow, anEngine, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { type ToldEvent, tellEvent } from '../testing/tell-event.js'
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

async function created(accountId: number, members: Readonly<Record<string, unknown>>): Promise<number> {
  const { id } = await db.withAccount(accountId, 'shared', (tx) =>
    createWorkflow(tx, aFlow({ ...staying, ...members })),
  )
  return id
}

async function turnedOn(accountId: number, members: Readonly<Record<string, unknown>>): Promise<number> {
  const id = await created(accountId, members)
  await publish(db, accountId, id, { enrollExisting: false })
  while ((await build(engine, accountId)).claimed > 0);
  return id
}

async function evaluated(accountId: number): Promise<void> {
  for (const lane of ['interactive', 'bulk', 'interactive'] as const)
    while ((await evaluate(engine, accountId, lane)).claimed > 0);
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
  readonly event: string | null
  readonly type: string | null
}

function entries(accountId: number, workflowId: number): Promise<Entry[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<Entry>(sql`
      SELECT record_id AS record, source -> 'event' ->> 'id' AS event, source -> 'event' ->> 'eventTypeId' AS type
      FROM enrollments WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
}

const formSubmitted = '4-1639801'
const pageVisited = '4-96000'
const onForm = (form: string) => happening(formSubmitted, isEqualTo('hs_form_id', form))
let nth = 0
const submission = (recordId: number, form: string, more: Partial<ToldEvent> = {}): ToldEvent => ({
  eventTypeId: formSubmitted,
  recordId,
  id: `submission-${++nth}`,
  properties: { hs_form_id: form },
  ...more,
})

type Filter = ReturnType<typeof isKnown>
const refinedBy = (...filters: readonly Filter[]) => ({ refinementCriteria: anyGroup(all(...filters)) })

test('W-EVS-1 W-EVS-4 W-EVS-5 one of several events enrolls, when its own properties meet the conditions', async () => {
  const accountId = await anAccount(db)
  const workflowId = await turnedOn(accountId, onEvents([onForm('a'), happening(pageVisited)]))
  const [first, second, third] = [
    await aRecord(db, accountId, '0-1', {}),
    await aRecord(db, accountId, '0-1', {}),
    await aRecord(db, accountId, '0-1', {}),
  ]
  await tellEvent(db, accountId, submission(first, 'b'))
  await tellEvent(db, accountId, submission(second, 'A', { id: 'of-second' }))
  await tellEvent(db, accountId, { eventTypeId: pageVisited, recordId: third, id: 'of-third' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record: second, event: 'of-second', type: formSubmitted },
    { record: third, event: 'of-third', type: pageVisited },
  ])
  expect(await audit(db, accountId)).toEqual([])
})

test('W-EVS-2 what happened before the workflow was turned on, or between two times it was on, enrolls nobody', async () => {
  const accountId = await anAccount(db)
  const record = await aRecord(db, accountId, '0-1', {})
  const other = await turnedOn(accountId, onEvents([onForm('a')]))
  await tellEvent(db, accountId, submission(record, 'a'))
  const workflowId = await turnedOn(accountId, onEvents([onForm('a')]))
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
  expect(await entries(accountId, other)).toHaveLength(1)
  const late = await aRecord(db, accountId, '0-1', {})
  await tellEvent(db, accountId, submission(late, 'a', { occurredAt: Date.now() - 3_600_000 }))
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
  await tellEvent(db, accountId, submission(late, 'a'))
  await unpublish(db, accountId, workflowId, { unenrollAll: false })
  await publish(db, accountId, workflowId, { enrollExisting: false })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([])
})

test('W-EVS-6 W-EVS-7 extra criteria are asked of what the record was when it happened', async () => {
  const accountId = await anAccount(db)
  const criteria = onEvents([onForm('a')], {
    shouldReEnroll: true,
    ...refinedBy(isEqualTo('city', 'London')),
  })
  const workflowId = await turnedOn(accountId, criteria)
  const was = await aRecord(db, accountId, '0-1', { city: 'London' })
  const becomes = await aRecord(db, accountId, '0-1', { city: 'Paris' })
  await tellEvent(db, accountId, submission(was, 'a', { id: 'then' }))
  await write(accountId, was, { city: 'Paris' })
  await tellEvent(db, accountId, submission(becomes, 'a'))
  await write(accountId, becomes, { city: 'London' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([{ record: was, event: 'then', type: formSubmitted }])
})

test('W-EVS-8 W-REN-6 W-REN-22 every occurrence re-enrolls or none does; who is inside is not queued', async () => {
  const accountId = await anAccount(db)
  const empty = { startActionId: null, actions: [] }
  const again = await turnedOn(accountId, { ...onEvents([onForm('a')], { shouldReEnroll: true }), ...empty })
  const once = await turnedOn(accountId, { ...onEvents([onForm('a')]), ...empty })
  const inside = await turnedOn(accountId, onEvents([onForm('a')], { shouldReEnroll: true }))
  const record = await aRecord(db, accountId, '0-1', {})
  for (let i = 0; i < 3; i++) await tellEvent(db, accountId, submission(record, 'a'))
  await evaluated(accountId)
  await tellEvent(db, accountId, submission(record, 'a'))
  await evaluated(accountId)
  expect(await entries(accountId, again)).toHaveLength(4)
  expect(await entries(accountId, once)).toHaveLength(1)
  expect(await entries(accountId, inside)).toHaveLength(1)
})

test('W-EVS-15 an event that is delivered again enrolls nobody again', async () => {
  const accountId = await anAccount(db)
  const empty = { startActionId: null, actions: [] }
  const criteria = onEvents([onForm('a')], { shouldReEnroll: true })
  const workflowId = await turnedOn(accountId, { ...criteria, ...empty })
  const record = await aRecord(db, accountId, '0-1', {})
  const event = submission(record, 'a', { id: 'once' })
  await tellEvent(db, accountId, event)
  await tellEvent(db, accountId, event)
  await evaluated(accountId)
  await tellEvent(db, accountId, event)
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([{ record, event: 'once', type: formSubmitted }])
})

test('W-ENR-1 W-MAN-10 by hand without re-enrollment, an event does not enroll again', async () => {
  const accountId = await anAccount(db)
  const empty = { startActionId: null, actions: [] }
  const workflowId = await turnedOn(accountId, { ...onEvents([onForm('a')]), ...empty })
  const record = await aRecord(db, accountId, '0-1', {})
  expect(await enrollAll(db, accountId, workflowId, [record])).toMatchObject([{ outcome: 'enrolled' }])
  await tellEvent(db, accountId, submission(record, 'a'))
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([{ record, event: null, type: null }])
})

const changed = (name: string, ...value: readonly Filter[]) =>
  happening('4-655002', isEqualTo('hs_name', name), ...value)

test('W-EVT-2 W-EVT-3 W-EVT-4 a change of a property enrolls, to a value or to any; writing the same does not', async () => {
  const accountId = await anAccount(db)
  const any = await turnedOn(accountId, onEvents([changed('city')]))
  const toLondon = await turnedOn(accountId, onEvents([changed('city', isEqualTo('hs_value', 'london'))]))
  const named = await turnedOn(accountId, onEvents([changed('jobtitle', isKnown('hs_value'))]))
  const record = await aRecord(db, accountId, '0-1', {})
  await evaluated(accountId)
  await write(accountId, record, { city: 'Paris' })
  await evaluated(accountId)
  expect(await entries(accountId, any)).toEqual([
    { record, event: `changed-${record}-2-city`, type: '4-655002' },
  ])
  expect(await entries(accountId, toLondon)).toEqual([])
  await write(accountId, record, { city: 'Paris' })
  await write(accountId, record, { city: 'London', jobtitle: 'Poet' })
  await write(accountId, record, { city: 'Paris', jobtitle: null })
  await evaluated(accountId)
  expect(await entries(accountId, toLondon)).toMatchObject([{ event: `changed-${record}-3-city` }])
  expect(await entries(accountId, named)).toMatchObject([{ event: `changed-${record}-3-jobtitle` }])
})

test('W-EVT-1 W-EVS-6 a record that is made enrolls, with the values it was made with', async () => {
  const accountId = await anAccount(db)
  const criteria = onEvents([happening('4-1463224')], refinedBy(isEqualTo('city', 'London')))
  const workflowId = await turnedOn(accountId, criteria)
  const record = await aRecord(db, accountId, '0-1', { city: 'London' })
  await aRecord(db, accountId, '0-1', { city: 'Paris' })
  await evaluated(accountId)
  expect(await entries(accountId, workflowId)).toEqual([
    { record, event: `created-${record}`, type: '4-1463224' },
  ])
})

test('W-EVT-8 W-REN-8 joining a list enrolls, leaving it does where that is asked for', async () => {
  const accountId = await anAccount(db)
  const record = await aRecord(db, accountId, '0-1', {})
  const listId = await db.withAccount(accountId, 'shared', (tx) =>
    createList(tx, { objectTypeId: '0-1', name: 'VIP', processingType: 'MANUAL' }),
  )
  const empty = { startActionId: null, actions: [] }
  const member = (operator: string) => all({ filterType: 'IN_LIST', operator, listId: String(listId) })
  const members = { shouldReEnroll: true, listMembershipFilterBranches: [member('IN_LIST')] }
  const joins = await turnedOn(accountId, { ...onEvents([], members), ...empty })
  const isIt = {
    filterType: 'PROPERTY',
    property: 'hs_list_id',
    operation: { operationType: 'NUMBER', operator: 'IS_EQUAL_TO', value: listId },
  }
  const leaves = await turnedOn(accountId, { ...onEvents([happening('millrace-list-left', isIt)]), ...empty })
  const change = (members: { readonly add?: readonly number[]; readonly remove?: readonly number[] }) =>
    db.withAccount(accountId, 'shared', async (tx) =>
      changeMembers(
        tx,
        await definitionsOf(tx),
        { source: { type: 'API' }, chain: [], lane: 'interactive', at: tx.startedAt },
        listId,
        members,
      ),
    )
  await change({ add: [record] })
  await change({ add: [record] })
  await change({ remove: [record] })
  await change({ add: [record] })
  await evaluated(accountId)
  expect(await entries(accountId, joins)).toHaveLength(2)
  expect(await entries(accountId, leaves)).toHaveLength(1)
})

test('W-EVT-6 W-EVT-7 associations that come, go and change their label enroll the record of the workflow', async () => {
  const accountId = await anAccount(db)
  const empty = { startActionId: null, actions: [] }
  const on = (id: string) => turnedOn(accountId, { ...onEvents([happening(id)]), ...empty })
  const added = await on('millrace-association-added')
  const labelled = await on('millrace-association-label-changed')
  const person = await aRecord(db, accountId, '0-1', {})
  const company = await aRecord(db, accountId, '0-2', {})
  const link = (typeId: number) =>
    db.withAccount(accountId, 'shared', async (tx) =>
      associate(
        tx,
        await definitionsOf(tx),
        { source: { type: 'API' }, chain: [], lane: 'interactive', at: tx.startedAt },
        [{ fromId: person, toId: company, category: 'HUBSPOT_DEFINED', typeId }],
      ),
    )
  await link(279)
  await evaluated(accountId)
  expect(await entries(accountId, added)).toMatchObject([
    { record: person, type: 'millrace-association-added' },
  ])
  expect(await entries(accountId, labelled)).toEqual([])
  await link(1)
  await evaluated(accountId)
  expect(await entries(accountId, labelled)).toMatchObject([{ record: person }])
})

test('W-PUB-20 publishing a workflow of events refuses to enroll existing records', async () => {
  const accountId = await anAccount(db)
  const id = await created(accountId, onEvents([onForm('a')]))
  await expect(publish(db, accountId, id, { enrollExisting: true })).rejects.toMatchObject({
    code: 'INVALID_BODY',
    field: 'enrollExisting',
  })
})

test('A-GEN-18 a trigger that names a list that is not there keeps the workflow from being turned on', async () => {
  const accountId = await anAccount(db)
  const gone = all({ filterType: 'IN_LIST', operator: 'IN_LIST', listId: '4711' })
  const joined = await created(accountId, onEvents([], { listMembershipFilterBranches: [gone] }))
  const refined = await created(accountId, onEvents([onForm('a')], { refinementCriteria: anyGroup(gone) }))
  for (const [id, field] of [
    [joined, 'enrollmentCriteria'],
    [refined, 'enrollmentCriteria.refinementCriteria'],
  ] as const)
    await expect(publish(db, accountId, id, { enrollExisting: false })).rejects.toMatchObject({
      code: 'WORKFLOW_BLOCKED',
      details: [{ code: 'LIST_NOT_FOUND', in: field }],
    })
})

test('an event that nothing live waits for leaves nothing to be looked at', async () => {
  const accountId = await anAccount(db)
  await turnedOn(accountId, onEvents([happening(pageVisited)]))
  const record = await aRecord(db, accountId, '0-1', {})
  await evaluated(accountId)
  await tellEvent(db, accountId, submission(record, 'a'))
  expect(await evaluate(engine, accountId, 'interactive')).toMatchObject({ claimed: 0 })
})

test('W-EVS-17 W-ENG-7 actions read what happened, also after a wait and whatever happens meanwhile', async () => {
  const accountId = await anAccount(db)
  const form = {
    type: 'ENROLLMENT_EVENT_PROPERTY',
    enrollmentEventPropertyToken: '{{ enrollment_event.hs_form_id }}',
  }
  const first = { ...setProperty('1', 'jobtitle', 'by {{ enrollment_event_4_1639801.hs_form_id }}', '2') }
  const wait = {
    ...staying.actions[0],
    actionId: '2',
    connection: { edgeType: 'STANDARD', nextActionId: '3' },
  }
  const last = setProperty('3', 'city', '')
  const actions = [first, wait, { ...last, fields: { property_name: 'city', value: form } }]
  const flow = {
    ...onEvents([happening(formSubmitted)]),
    startActionId: '1',
    nextAvailableActionId: '4',
    actions,
  }
  await turnedOn(accountId, flow)
  const record = await aRecord(db, accountId, '0-1', {})
  await tellEvent(db, accountId, submission(record, 'first'))
  await tellEvent(db, accountId, submission(record, 'second'))
  await evaluated(accountId)
  await advance(engine, accountId, 'interactive')
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(
      sql`UPDATE enrollments SET due_at = now() WHERE account_id = ${accountId} AND due_at IS NOT NULL`,
    ),
  )
  await advance(anEngine(db), accountId, 'timers')
  const [values] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(
      sql`SELECT hot ->> 'jobtitle' AS jobtitle, hot ->> 'city' AS city FROM records WHERE account_id = ${accountId}`,
    ),
  )
  expect(values).toEqual({ jobtitle: 'by first', city: 'first' })
})
