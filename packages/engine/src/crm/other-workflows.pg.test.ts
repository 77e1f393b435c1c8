// Enrolling in and unenrolling from other workflows, by steps of a wave.
import type { Database } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { all, anyGroup, isEqualTo } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

type Members = Readonly<Record<string, unknown>>
const step = (actionId: string, actionTypeId: string, fields: Members, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const enrollIn = (actionId: string, flowId: number, next?: string, more: Members = {}) =>
  step(actionId, '0-15', { flow_id: String(flowId), ...more }, next)
const leaveFrom = (actionId: string, fields: Members, next?: string) =>
  step(actionId, 'millrace-unenroll-from-workflow', fields, next)
const waits = (actionId: string, next?: string) =>
  step(actionId, '0-1', { delta: '9', time_unit: 'HOURS' }, next)

const publish = (accountId: number, actions: readonly Members[], more: Members = {}) =>
  aPublishedWorkflow(db, accountId, aFlow({ startActionId: '1', actions, ...more }))

async function drain(accountId: number): Promise<void> {
  for (let wave = 0; wave < 50; wave++) if ((await advance(engine, accountId, 'bulk')).claimed === 0) return
  throw new Error('the waves do not come to an end')
}

interface Row {
  readonly workflow: number
  readonly state: string
  readonly reason: string | null
  readonly chain: readonly { workflowId: number }[]
}
const enrollments = (accountId: number) =>
  db.withAccount(accountId, 'read', (tx) =>
    tx.query<Row>(sql`SELECT workflow_id AS workflow, state, reason, chain FROM enrollments
      WHERE account_id = ${accountId} ORDER BY id`),
  )
const log = (accountId: number, workflowId: number) =>
  db.withAccount(accountId, 'read', async (tx) =>
    (
      await tx.query<{ outcome: string; code: string | null }>(sql`SELECT outcome, code FROM action_log
        WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY at, enrollment_id, seq`)
    ).map(({ outcome, code }) => (code === null ? outcome : `${outcome} ${code}`)),
  )

/** Contacts enrolled in a workflow, with nothing wrong afterwards. */
async function run(
  accountId: number,
  workflowId: number,
  contacts: readonly Record<string, string>[] = [{}],
) {
  const ids = await records(db, accountId, '0-1', contacts)
  await enrollAll(db, accountId, workflowId, ids)
  await drain(accountId)
  expect(await audit(db, accountId)).toEqual([])
  return ids
}

describe('enroll in another workflow', () => {
  test('A-FLW-5 A-FLW-9 the record enters the other one, and this one goes on', async () => {
    const accountId = await anAccount(db)
    const target = await publish(accountId, [setProperty('1', 'city', 'Target')])
    const source = await publish(accountId, [enrollIn('1', target, '2'), setProperty('2', 'jobtitle', 'On')])
    await run(accountId, source, [{}, {}, {}])
    expect((await enrollments(accountId)).map(({ workflow, state }) => [workflow, state])).toEqual([
      ...Array.from({ length: 3 }, () => [source, 'ended']),
      ...Array.from({ length: 3 }, () => [target, 'ended']),
    ])
    expect(await log(accountId, target)).toContain('enrolled workflow')
    const [, , , entered] = await enrollments(accountId)
    expect(entered?.chain).toMatchObject([{ workflowId: source }])
  })

  test('A-FLW-7 A-FLW-8 suppression, goal and re-enrollment of the target decide, over what this wave has written', async () => {
    const accountId = await anAccount(db)
    const goalFilterBranch = anyGroup(all(isEqualTo('city', 'goal')))
    const target = await publish(accountId, [waits('1')], { goalFilterBranch })
    const source = await publish(
      accountId,
      [
        enrollIn('1', target, '2'),
        enrollIn('2', target, '3'),
        leaveFrom('3', { flow_ids: [String(target)] }, '4'),
        enrollIn('4', target, '5'),
      ].concat([setProperty('5', 'city', 'x')]),
    )
    await run(accountId, source)
    expect((await log(accountId, source)).slice(1, 5)).toEqual([
      'succeeded',
      'skipped already_active',
      'succeeded',
      'skipped previously_enrolled',
    ])
    const wins = await publish(accountId, [setProperty('1', 'city', 'goal', '2'), enrollIn('2', target)])
    await run(accountId, wins)
    expect(await log(accountId, wins)).toContain('skipped goal_met')
  })

  test('A-FLW-6 A-FLW-7 A-GEN-18 a target that is off, deleted or for other records fails the step; the record goes on', async () => {
    const accountId = await anAccount(db)
    const off = await publish(accountId, [waits('1')])
    const companies = { type: 'PLATFORM_FLOW', objectTypeId: '0-2' }
    const others = await publish(accountId, [waits('1')], companies)
    await db.withAccount(accountId, 'exclusive', async (tx) => {
      await tx.execute(
        sql`UPDATE workflows SET is_enabled = false WHERE account_id = ${accountId} AND id = ${off}`,
      )
      await tx.execute(
        sql`UPDATE accounts SET definitions_epoch = definitions_epoch + 1 WHERE id = ${accountId}`,
      )
    })
    const source = await publish(accountId, [
      enrollIn('1', off, '2'),
      enrollIn('2', others, '3'),
      enrollIn('3', 999_999),
    ])
    await run(accountId, source)
    expect(await log(accountId, source)).toEqual([
      'enrolled manual',
      'failed target_workflow_off',
      'failed wrong_object_type',
      'failed target_workflow_missing',
      'ended completed',
    ])
    const issues = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT workflow_id AS workflow, action_id AS action, kind FROM issues
        WHERE account_id = ${accountId}`),
    )
    expect(issues).toEqual([{ workflow: source, action: '3', kind: 'missing_asset' }])
    const elsewhere = await anAccount(db)
    const foreign = await publish(elsewhere, [enrollIn('1', others)])
    await run(elsewhere, foreign)
    expect(await log(elsewhere, foreign)).toContain('failed target_workflow_missing')
    expect((await enrollments(accountId)).map(({ workflow }) => workflow)).toEqual([source])
  })

  test('A-FLW-13 W-ENR-13 a workflow that enrolls back where the record came from is stopped by the chain of causes', async () => {
    const accountId = await anAccount(db)
    const again = { enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true } }
    const placeholder = await publish(accountId, [waits('1')])
    const [first, second] = [placeholder + 1, placeholder + 2]
    await publish(accountId, [enrollIn('1', second)], again)
    await publish(accountId, [enrollIn('1', first)], again)
    await run(accountId, first)
    expect(await log(accountId, second)).toContain('skipped loop_stopped')
    expect((await enrollments(accountId)).map(({ workflow }) => workflow)).toEqual([first, second])
  })

  test('A-FLW-5 records associated with the enrolled one enter instead', async () => {
    const accountId = await anAccount(db)
    const companies = { type: 'PLATFORM_FLOW', objectTypeId: '0-2' }
    const target = await publish(accountId, [setProperty('1', 'city', 'Company')], companies)
    const association = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
    const source = await publish(accountId, [enrollIn('1', target, undefined, { association })])
    const [contact = 0, alone = 0] = await records(db, accountId, '0-1', [{}, {}])
    const [company = 0] = await records(db, accountId, '0-2', [{ name: 'Mill' }])
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
        VALUES (${accountId}, ${contact}, '0-2', ${company}, 'HUBSPOT_DEFINED', 279),
          (${accountId}, ${company}, '0-1', ${contact}, 'HUBSPOT_DEFINED', 280)`),
    )
    await enrollAll(db, accountId, source, [contact, alone])
    await drain(accountId)
    expect((await log(accountId, source)).sort()).toEqual([
      'ended completed',
      'ended completed',
      'enrolled manual',
      'enrolled manual',
      'skipped no_associated_record',
      'succeeded',
    ])
    expect((await enrollments(accountId)).filter(({ workflow }) => workflow === target)).toHaveLength(1)
  })
})

describe('unenroll from workflow', () => {
  test('A-FLW-11 chosen workflows, or all others, lose the record, and their timers', async () => {
    const accountId = await anAccount(db)
    const one = await publish(accountId, [waits('1')])
    const two = await publish(accountId, [waits('1')])
    const chosen = await publish(accountId, [leaveFrom('1', { flow_ids: [String(one)] })])
    const others = await publish(accountId, [leaveFrom('1', { all_other_flows: 'true' })])
    const ids = await records(db, accountId, '0-1', [{}, {}])
    for (const workflow of [one, two]) await enrollAll(db, accountId, workflow, ids)
    await drain(accountId)
    await enrollAll(db, accountId, chosen, ids.slice(0, 1))
    await enrollAll(db, accountId, others, ids.slice(1))
    await drain(accountId)
    const left = await enrollments(accountId)
    expect(left.slice(0, 4).map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'ended action_in_other_workflow',
      'ended action_in_other_workflow',
      'time null',
      'ended action_in_other_workflow',
    ])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('A-FLW-11 an enrollment that this very wave runs leaves too: before its turn, or after it', async () => {
    const accountId = await anAccount(db)
    const early = await publish(accountId, [waits('1')])
    const leaving = await publish(accountId, [
      leaveFrom('1', { all_other_flows: true }, '2'),
      setProperty('2', 'city', 'x'),
    ])
    const late = await publish(accountId, [setProperty('1', 'jobtitle', 'never')])
    const ids = await records(db, accountId, '0-1', [{}])
    for (const workflow of [early, leaving, late]) await enrollAll(db, accountId, workflow, ids)
    await drain(accountId)
    expect((await enrollments(accountId)).map(({ reason }) => reason)).toEqual([
      'action_in_other_workflow',
      'completed',
      'action_in_other_workflow',
    ])
    expect(await log(accountId, late)).toEqual(['enrolled manual', 'ended action_in_other_workflow'])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('A-FLW-12 out of this workflow: it ends with the reason "action"', async () => {
    const accountId = await anAccount(db)
    const placeholder = await publish(accountId, [waits('1')])
    const itself = placeholder + 1
    const workflow = await publish(accountId, [
      leaveFrom('1', { flow_ids: [String(itself)] }, '2'),
      setProperty('2', 'city', 'never'),
    ])
    expect(workflow).toBe(itself)
    await run(accountId, workflow)
    expect(await log(accountId, workflow)).toEqual(['enrolled manual', 'succeeded action', 'ended action'])
  })

  test('A-FLW-7 nobody is there to take out: skipped', async () => {
    const accountId = await anAccount(db)
    const target = await publish(accountId, [waits('1')])
    const workflow = await publish(accountId, [leaveFrom('1', { flow_ids: [String(target)] })])
    await run(accountId, workflow)
    expect(await log(accountId, workflow)).toContain('skipped not_active')
  })
})

test('W-UNE-7 a target that takes its people out of all others takes out the one that enrolled them', async () => {
  const accountId = await anAccount(db)
  const target = await publish(accountId, [waits('1')], { unEnrollmentSetting: { type: 'ALL', flowIds: [] } })
  const source = await publish(accountId, [enrollIn('1', target, '2'), setProperty('2', 'city', 'never')])
  await run(accountId, source)
  expect((await enrollments(accountId)).map(({ state, reason }) => `${state} ${reason}`)).toEqual([
    'ended enrolled_in_other_workflow',
    'time null',
  ])
})
