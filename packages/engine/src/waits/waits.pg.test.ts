import { createWorkflow, type Database, definitionsOf, replaceWorkflow, writeRecords } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { evaluate } from '../evaluate/evaluate.js'
import { publish } from '../publish/publish.js'
import { aFlow, anEngine, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { retime } from './retime.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const hour = 3_600_000
const inHours = (hours: number) => Date.now() + hours * hour

const wait = (actionTypeId: string, fields: Record<string, unknown>, next?: string) => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const untilAssigned = wait('0-35', { date: { propertyName: 'hubspot_owner_assigneddate' } }, '2')
const hours = (delta: number) => wait('0-1', { delta: String(delta), time_unit: 'HOURS' }, '2')
const city = (value: string) => setProperty('2', 'city', value)
const flowOf = (...actions: readonly Record<string, unknown>[]) => aFlow({ startActionId: '1', actions })

interface Waiting {
  readonly state: string
  readonly due: number | null
  readonly outputs: Record<string, unknown> | null
}

function standing(accountId: number, workflowId: number): Promise<Waiting[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<Waiting>(sql`SELECT state, due_at AS due, context -> 'outputs' AS outputs FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
}

async function publishNew(accountId: number, flow: ReturnType<typeof aFlow>): Promise<number> {
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, id, { enrollExisting: false })
  return id
}

async function edit(accountId: number, id: number, revisionId: number, flow: ReturnType<typeof aFlow>) {
  await db.withAccount(accountId, 'shared', (tx) => replaceWorkflow(tx, id, flow, revisionId))
  await publish(db, accountId, id, { enrollExisting: false })
  while ((await retime(engine, accountId)).more);
  while ((await advance(engine, accountId, 'timers')).more);
}

async function assign(accountId: number, recordId: number, at: number | null): Promise<void> {
  const write = { recordId, objectTypeId: '0-1', values: { hubspot_owner_assigneddate: at } }
  const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
  await db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), meta, [write]),
  )
  while ((await evaluate(engine, accountId, 'interactive')).more);
  while ((await advance(engine, accountId, 'timers')).more);
}

async function waiting(flow: ReturnType<typeof aFlow>, values: Record<string, string> = {}) {
  const accountId = await anAccount(db)
  const workflowId = await publishNew(accountId, flow)
  const [recordId = 0] = await records(db, accountId, '0-1', [values])
  await enrollAll(db, accountId, workflowId, [recordId])
  await advance(engine, accountId, 'bulk')
  return { accountId, workflowId, recordId }
}

describe('a wait for a date of the record', () => {
  test('A-DLP-7 the timer follows the value; once it has passed the record goes on', async () => {
    const flow = flowOf(untilAssigned, city('Reached'))
    const { accountId, workflowId, recordId } = await waiting(flow, {
      hubspot_owner_assigneddate: String(inHours(5)),
    })
    const later = inHours(9)
    await assign(accountId, recordId, later)
    expect(await standing(accountId, workflowId)).toMatchObject([{ state: 'time', due: later }])
    const sooner = inHours(2)
    await assign(accountId, recordId, sooner)
    expect(await standing(accountId, workflowId)).toMatchObject([{ state: 'time', due: sooner }])
    await assign(accountId, recordId, inHours(-1))
    expect(await standing(accountId, workflowId)).toMatchObject([{ state: 'ended' }])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('A-DLP-7 A-DLP-8 a value that becomes empty lets the record go on, and says so', async () => {
    const flow = flowOf(untilAssigned, { ...hours(9), actionId: '2', connection: undefined })
    const { accountId, workflowId, recordId } = await waiting(flow, {
      hubspot_owner_assigneddate: String(inHours(5)),
    })
    await assign(accountId, recordId, null)
    const [enrollment] = await standing(accountId, workflowId)
    expect(enrollment).toMatchObject({ state: 'time', outputs: { '1': { hs_delay_outcome: 'EMPTY' } } })
    expect(enrollment?.due).toBeGreaterThan(Date.now() + 8 * hour)
  })

  test('A-DLP-7 W-RUN-2 it follows also while the workflow is off', async () => {
    const flow = flowOf(untilAssigned, city('Reached'))
    const { accountId, workflowId, recordId } = await waiting(flow, {
      hubspot_owner_assigneddate: String(inHours(5)),
    })
    await db.withAccount(accountId, 'exclusive', async (tx) => {
      await tx.execute(sql`UPDATE workflows SET is_enabled = false WHERE account_id = ${accountId}`)
      await tx.execute(
        sql`UPDATE accounts SET definitions_epoch = definitions_epoch + 1 WHERE id = ${accountId}`,
      )
    })
    await assign(accountId, recordId, inHours(-1))
    expect(await standing(accountId, workflowId)).toMatchObject([{ state: 'ended' }])
  })
})

describe('a delay that is edited while somebody waits', () => {
  test('W-RUN-8 lengthened: the new duration counts from when it was reached', async () => {
    const { accountId, workflowId } = await waiting(flowOf(hours(2), city('A')))
    const [before] = await standing(accountId, workflowId)
    await edit(accountId, workflowId, 1, flowOf(hours(3), city('A')))
    expect(await standing(accountId, workflowId)).toMatchObject([
      { state: 'time', due: (before?.due ?? 0) + hour },
    ])
  })

  test('W-RUN-9 W-RUN-10 shortened: the timer is brought forward, below the time waited it goes on at once', async () => {
    const { accountId, workflowId } = await waiting(flowOf(hours(9), city('A')))
    const [before] = await standing(accountId, workflowId)
    await edit(accountId, workflowId, 1, flowOf(hours(2), city('A')))
    expect(await standing(accountId, workflowId)).toMatchObject([
      { state: 'time', due: (before?.due ?? 0) - 7 * hour },
    ])
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`UPDATE enrollments SET waiting_since = waiting_since - interval '90 minutes'
        WHERE account_id = ${accountId}`),
    )
    await edit(accountId, workflowId, 2, flowOf(hours(1), city('A')))
    expect(await standing(accountId, workflowId)).toMatchObject([{ state: 'ended' }])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('W-RUN-11 removed: they go on at once; an edit elsewhere wakes nobody', async () => {
    const { accountId, workflowId } = await waiting(flowOf(hours(9), city('A')))
    const [before] = await standing(accountId, workflowId)
    await edit(accountId, workflowId, 1, flowOf(hours(9), city('B')))
    expect(await standing(accountId, workflowId)).toEqual([before])
    await edit(accountId, workflowId, 2, aFlow({ startActionId: '2', actions: [city('B')] }))
    expect(await standing(accountId, workflowId)).toMatchObject([{ state: 'ended' }])
  })
})
