import type { Flow } from '@millrace/definitions'
import { type Database, definitionsOf, enrollExisting, type Transaction } from '@millrace/store'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { deleteRecords } from '../crm/delete-records.js'
import { unenrollRecords } from '../leave/unenroll-records.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

let test_: TestDatabase
let db: Database

beforeAll(async () => {
  test_ = await testDatabase()
  db = test_.db
})
afterAll(() => test_.close())

const oneStep = {
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [setProperty('1', 'lastname', 'lovelace')],
}

const textIs = (property: string, value: string) => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: [
        {
          filterType: 'PROPERTY',
          property,
          operation: {
            operationType: 'MULTISTRING',
            operator: 'IS_EQUAL_TO',
            values: [value],
            includeObjectsWithNoValueSet: false,
          },
        },
      ],
    },
  ],
})

const manual = (shouldReEnroll: boolean) => ({ enrollmentCriteria: { type: 'MANUAL', shouldReEnroll } })

async function setUp(flow: Flow, values: Readonly<Record<string, unknown>> = {}) {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const recordId = await aRecord(db, accountId, '0-1', values)
  return { accountId, workflowId, recordId }
}

function write<T>(accountId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.withAccount(accountId, 'shared', work)
}

function rows(accountId: number, statement: ReturnType<typeof sql>) {
  return db.withAccount(accountId, 'read', (tx) => tx.query(statement))
}

const enroll1 = async (accountId: number, workflowId: number, recordId: number) =>
  (await enrollAll(db, accountId, workflowId, [recordId]))[0]?.outcome

const unenroll = (accountId: number, recordIds: number[]) =>
  write(accountId, async (tx) =>
    unenrollRecords(tx, await definitionsOf(tx), recordIds, { reason: 'manual' }, Date.now()),
  )

describe('enrolling', () => {
  test('W-ENR-2 W-ENR-3 W-MAN-10 W-MAN-11 once inside, then never again without re-enrollment', async () => {
    const { accountId, workflowId, recordId } = await setUp(aFlow({ ...oneStep, ...manual(false) }))
    expect(await enroll1(accountId, workflowId, recordId)).toBe('enrolled')
    expect(await enroll1(accountId, workflowId, recordId)).toBe('already_active')
    await unenroll(accountId, [recordId])
    expect(await enroll1(accountId, workflowId, recordId)).toBe('previously_enrolled')
  })

  test('W-REN-2 W-REN-10 with re-enrollment it enters again and starts at the first action', async () => {
    const { accountId, workflowId, recordId } = await setUp(aFlow({ ...oneStep, ...manual(true) }))
    await enroll1(accountId, workflowId, recordId)
    await unenroll(accountId, [recordId])
    expect(await enroll1(accountId, workflowId, recordId)).toBe('enrolled')
    expect(
      await rows(
        accountId,
        sql`SELECT enrollments, last_enrolled_at >= first_enrolled_at AS later FROM workflow_records
          WHERE account_id = ${accountId}`,
      ),
    ).toEqual([{ enrollments: 2, later: true }])
  })

  test('W-GOAL-2 W-ENR-5 a record that meets the goal stays out', async () => {
    const flow = aFlow({ ...oneStep, goalFilterBranch: textIs('city', 'paris') })
    const { accountId, workflowId, recordId } = await setUp(flow, { city: 'paris' })
    expect(await enroll1(accountId, workflowId, recordId)).toBe('goal_met')
    expect(
      await rows(accountId, sql`SELECT outcome, code FROM action_log WHERE account_id = ${accountId}`),
    ).toEqual([{ outcome: 'not_enrolled', code: 'goal_met' }])
  })

  test('W-GOAL-3 one whose own step makes it meet the goal leaves before the next action', async () => {
    const flow = aFlow({
      startActionId: '1',
      nextAvailableActionId: '3',
      goalFilterBranch: textIs('city', 'paris'),
      actions: [setProperty('1', 'city', 'paris', '2'), setProperty('2', 'lastname', 'never')],
    })
    const { accountId, workflowId, recordId } = await setUp(flow)
    await enroll1(accountId, workflowId, recordId)
    // A busy machine may need two waves for it: one settles after 50 ms.
    while ((await advance(anEngine(db), accountId, 'bulk')).claimed > 0);
    expect(
      await rows(
        accountId,
        sql`SELECT end_state, action_id, (SELECT hot || coalesce(cold, '{}') ->> 'lastname' FROM records r
            LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
            WHERE r.account_id = ${accountId} AND r.id = ${recordId}) AS lastname
          FROM enrollments WHERE account_id = ${accountId}`,
      ),
    ).toEqual([{ end_state: 'goal_met', action_id: '2', lastname: null }])
  })

  test('W-UNE-7 W-UNE-9 entering takes a record out of the others, never out of this one', async () => {
    const { accountId, workflowId, recordId } = await setUp(aFlow({ ...oneStep, ...manual(true) }))
    const jealous = await aPublishedWorkflow(
      db,
      accountId,
      aFlow({ ...oneStep, unEnrollmentSetting: { type: 'ALL', flowIds: [] } }),
    )
    await enroll1(accountId, workflowId, recordId)
    expect(await enroll1(accountId, jealous, recordId)).toBe('enrolled')
    expect(
      await rows(
        accountId,
        sql`SELECT workflow_id, reason FROM enrollments WHERE account_id = ${accountId} ORDER BY id`,
      ),
    ).toEqual([
      { workflow_id: workflowId, reason: 'enrolled_in_other_workflow' },
      { workflow_id: jealous, reason: null },
    ])
  })

  test('A-FLW-14 an empty flow completes whoever enters, at once', async () => {
    const flow = aFlow({ startActionId: '', nextAvailableActionId: '1', actions: [] })
    const { accountId, workflowId, recordId } = await setUp(flow)
    expect(await enroll1(accountId, workflowId, recordId)).toBe('enrolled')
    expect(
      await rows(
        accountId,
        sql`SELECT l.seq, l.outcome, e.end_state FROM action_log l
          JOIN enrollments e ON e.account_id = l.account_id AND e.id = l.enrollment_id
          WHERE l.account_id = ${accountId} ORDER BY l.seq`,
      ),
    ).toEqual([
      { seq: 0, outcome: 'enrolled', end_state: 'completed' },
      { seq: 1, outcome: 'ended', end_state: 'completed' },
    ])
  })

  test('W-UNA-1 W-UNA-11 deleting a record ends its enrollments and cancels what still waits to be sent', async () => {
    const { accountId, workflowId, recordId } = await setUp(aFlow({ ...oneStep, ...manual(true) }))
    await enroll1(accountId, workflowId, recordId)
    await write(accountId, (tx) =>
      tx.execute(sql`WITH e AS (
          UPDATE enrollments SET state = 'effect', due_at = NULL, seq = 1 WHERE account_id = ${accountId} RETURNING *)
        INSERT INTO outbox (account_id, effect_id, kind, lane, state, repeat_safe, workflow_id, enrollment_id, record_id,
          revision_id, action_id, visit, seq, request, next_at)
        SELECT account_id, gen_random_uuid(), 'webhook', 'x', 'queued', true, workflow_id, id, record_id, 1, '1', 1, 1, '{}', now()
        FROM e`),
    )
    const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.now() } as const
    const deleted = await write(accountId, async (tx) =>
      deleteRecords(tx, await definitionsOf(tx), [recordId], meta),
    )
    expect(deleted).toEqual([recordId])
    expect(
      await rows(
        accountId,
        sql`SELECT end_state, reason, (SELECT count(*) FROM outbox WHERE account_id = ${accountId}) AS waiting
          FROM enrollments WHERE account_id = ${accountId}`,
      ),
    ).toEqual([{ end_state: 'unenrolled', reason: 'record_deleted', waiting: 0 }])
    expect(await enroll1(accountId, workflowId, recordId)).toBe('not_found')
  })

  test('W-PUB-8 W-PUB-21 existing records that match enter once, in one statement, counted and remembered', async () => {
    const { accountId, workflowId } = await setUp(aFlow({ ...oneStep, ...manual(false) }))
    const ids = await records(
      db,
      accountId,
      '0-1',
      Array.from({ length: 40 }, (_, i) => ({ city: i % 4 === 0 ? 'rome' : 'oslo' })),
    )
    await enrollAll(db, accountId, workflowId, ids.slice(0, 1))
    const build = () =>
      write(accountId, (tx) =>
        enrollExisting(
          tx,
          { objectTypeId: '0-1', after: 0, to: ids.at(-1) ?? 0 },
          {
            workflowId,
            revisionId: 1,
            startActionId: '1',
            source: { type: 'EXISTING', publicationId: 1 },
            code: 'existing',
            lane: 'bulk',
            reEnroll: false,
            condition: sql`coalesce(r.hot ->> 'city', c.cold ->> 'city', '') = 'rome'`,
            needsCold: true,
            guards: [{ condition: sql`r.id = ${ids[4]}`, code: 'goal_met' }],
            logsRefused: false,
            namesEntered: true,
          },
          Date.now(),
        ),
      )
    const expected = ids.filter((_, i) => i % 4 === 0).slice(2)
    const kept = { matching: 10, stillActive: 0, refused: 1 }
    const first = await build()
    expect(first).toMatchObject({ ...kept, enrolled: 8 })
    expect(first.entered.map(({ recordId }) => recordId)).toEqual(expected)
    expect(await build()).toEqual({ ...kept, enrolled: 0, entered: [] })
    while ((await advance(anEngine(db), accountId, 'bulk')).claimed > 0);
    expect(await audit(db, accountId)).toEqual([])
  })
})
