// Schedules (W-SCH), from the turn-on to whom a run lets in. No test waits for a clock: what is due is made due.
import { calendarDayOf, clockAt, isoDateOf, localDayNumber } from '@millrace/model'
import {
  bumpEpoch,
  createWorkflow,
  type Database,
  definitionsOf,
  dueWork,
  raiseWork,
  readClock,
  readSchedule,
  replaceWorkflow,
  turnOff,
  writeRecords,
} from '@millrace/store'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { evaluate } from '../evaluate/evaluate.js'
import { keepDaily } from '../keep/keep.js'
import { build } from '../publish/build.js'
import { publish, republish } from '../publish/publish.js'
import { unpublish } from '../publish/unpublish.js'
import { all, anyGroup, isEqualTo, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine, enrollAll } from '../testing/engine-fixture.js'
import { createWaker } from '../wake.js'
import { beginRuns } from './begin-runs.js'
import { runSchedule } from './run-schedule.js'

let testing: TestDatabase
let db: Database
let engine: Engine
let now: number
/** Runs are made due then: hours ago, on one day of UTC with the seconds after it. */
let lately: number
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
  const accountId = await anAccount(db)
  now = await db.withAccount(accountId, 'read', readClock)
  const today = localDayNumber('UTC', now) * day
  lately = now - today >= 12 * hour ? today + 11 * hour : today - 2 * hour
})
afterAll(() => testing.close())

const hour = 3_600_000
const day = 24 * hour
const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' ',
)

/** Half a year from now, so that no test meets a run that it did not make. */
function farAway(timeOfDay: object = { hour: 9, minute: 0 }) {
  const { month } = calendarDayOf(localDayNumber('UTC', now) + 182)
  return { type: 'YEARLY', month: months[month - 1], dayOfMonth: 15, timeOfDay }
}

/** At a time of day an hour before `at`: it has no run of its own between then and the end of the tests. */
function byDate(more: object = {}, at = lately, zone = 'UTC') {
  const timeOfDay = { hour: clockAt(zone, at - hour).hour, minute: 0 }
  return {
    type: 'PROPERTY_BASED',
    dateProperty: 'date_of_birth',
    daysDelta: 0,
    yearly: false,
    timeOfDay,
    ...more,
  }
}

/** A delay of an hour: whoever enters stays. Without it, they complete at once. */
const staying = {
  startActionId: '1',
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
const london = triggeredBy([all(isEqualTo('city', 'London'))])

async function turnedOn(
  accountId: number,
  members: Readonly<Record<string, unknown>>,
  confirmAllRecords = false,
): Promise<number> {
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, aFlow({ ...members })))
  await publish(db, accountId, id, { enrollExisting: false, confirmAllRecords })
  return id
}

/** Makes a run of this moment due. */
async function makeDue(accountId: number, workflowId: number, at: number): Promise<void> {
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`
      UPDATE workflow_schedules SET next_run_at = to_timestamp(${at} / 1000.0)
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId}`),
  )
}

async function ran(accountId: number): Promise<void> {
  while ((await beginRuns(engine, accountId)).more);
  while ((await runSchedule(engine, accountId)).more);
}

async function runAt(accountId: number, workflowId: number, at = lately): Promise<void> {
  await makeDue(accountId, workflowId, at)
  await ran(accountId)
}

function runs(accountId: number, workflowId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ state: string; enrolled: number; stillActive: number; refused: number }>(sql`
      SELECT state, enrolled, still_active AS "stillActive", refused FROM schedule_runs
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY scheduled_for`),
  )
}

async function entered(accountId: number, workflowId: number): Promise<number[]> {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ id: number }>(sql`
      SELECT record_id AS id FROM enrollments WHERE account_id = ${accountId} AND workflow_id = ${workflowId}
      ORDER BY record_id, id`),
  )
  return rows.map(({ id }) => id)
}

function nextRunAt(accountId: number, workflowId: number): Promise<number | null | undefined> {
  return db.withAccount(accountId, 'read', async (tx) => (await readSchedule(tx, workflowId))?.nextRunAt)
}

function write(accountId: number, recordId: number, values: Record<string, string | number | null>) {
  return db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), { source: { type: 'API' }, chain: [], lane: 'interactive' }, [
      { objectTypeId: '0-1', recordId, values },
    ]),
  )
}

describe('a run', () => {
  test('W-SCH-15 W-SCH-17 W-ENR-11 enrolls whoever meets the criteria then, and again at the next run', async () => {
    const accountId = await anAccount(db)
    const [rosa, , anna] = await records(db, accountId, '0-1', [
      { city: 'London' },
      { city: 'Paris' },
      { city: 'Oslo' },
    ])
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await runAt(accountId, workflowId, lately - 2000)
    expect(await entered(accountId, workflowId)).toEqual([rosa])
    await write(accountId, anna ?? 0, { city: 'London' })
    await runAt(accountId, workflowId, lately - 1000)
    expect(await entered(accountId, workflowId)).toEqual([rosa, rosa, anna])
    const done = { state: 'COMPLETE', stillActive: 0, refused: 0 }
    expect(await runs(accountId, workflowId)).toEqual([
      { ...done, enrolled: 1 },
      { ...done, enrolled: 2 },
    ])
    const [source] = await db.withAccount(accountId, 'read', (tx) =>
      tx.query<object>(sql`
        SELECT source, lane FROM enrollments WHERE account_id = ${accountId} ORDER BY id LIMIT 1`),
    )
    const scheduledFor = new Date(lately - 2000).toISOString()
    expect(source).toEqual({ source: { type: 'SCHEDULE', scheduledFor }, lane: 'bulk' })
    expect(await audit(db, accountId)).toEqual([])
  })

  test('W-SCH-18 whoever is still active is skipped and logged; refusals are logged and counted', async () => {
    const accountId = await anAccount(db)
    const [inside, , reached] = await records(db, accountId, '0-1', [
      { city: 'London' },
      { city: 'London' },
      { city: 'London', jobtitle: 'Boss' },
    ])
    const workflowId = await turnedOn(accountId, {
      ...staying,
      ...london,
      goalFilterBranch: anyGroup(all(isEqualTo('jobtitle', 'Boss'))),
      enrollmentSchedule: farAway(),
    })
    await enrollAll(db, accountId, workflowId, [inside ?? 0])
    await runAt(accountId, workflowId)
    expect(await runs(accountId, workflowId)).toEqual([
      { state: 'COMPLETE', enrolled: 1, stillActive: 1, refused: 1 },
    ])
    const logged = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`
        SELECT record_id AS id, code FROM action_log
        WHERE account_id = ${accountId} AND outcome = 'not_enrolled' ORDER BY record_id`),
    )
    expect(logged).toEqual([
      { id: inside, code: 'already_active' },
      { id: reached, code: 'goal_met' },
    ])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('W-UNE-2 a reason to leave that had passed at the run does not let anybody out', async () => {
    const accountId = await anAccount(db)
    const record = await aRecord(db, accountId, '0-1', { city: 'London' })
    const workflowId = await turnedOn(accountId, {
      ...staying,
      ...london,
      goalFilterBranch: anyGroup(all(isEqualTo('jobtitle', 'Boss'))),
      enrollmentSchedule: farAway(),
    })
    await write(accountId, record, { jobtitle: 'Boss' })
    await write(accountId, record, { jobtitle: 'Poet' })
    await runAt(accountId, workflowId)
    while ((await evaluate(engine, accountId, 'interactive')).claimed > 0);
    expect(await entered(accountId, workflowId)).toEqual([record])
    const [inside] = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT ended_at AS "endedAt" FROM enrollments WHERE account_id = ${accountId}`),
    )
    expect(inside).toEqual({ endedAt: null })
  })

  test('one run has one instant: conditions on the clock are judged at it, however late it comes', async () => {
    const accountId = await anAccount(db)
    const scheduledFor = now - 23.5 * hour
    const lessThanTwoHoursAgo = (property: string) =>
      all({
        filterType: 'PROPERTY',
        property,
        operation: {
          operationType: 'ROLLING_DATE_RANGE',
          operator: 'IS_LESS_THAN_X_DAYS_AGO',
          timeUnit: 'HOURS',
          timeUnitCount: 2,
          includeObjectsWithNoValueSet: false,
        },
      })
    const then = new Date(scheduledFor - hour).toISOString()
    const latelyNow = new Date(now - hour).toISOString()
    const [contacted, , , notReached] = await records(db, accountId, '0-1', [
      { notes_last_contacted: then },
      { notes_last_contacted: latelyNow },
      { notes_last_contacted: then, notes_last_updated: then },
      { notes_last_contacted: then, notes_last_updated: latelyNow },
    ])
    const workflowId = await turnedOn(accountId, {
      ...triggeredBy([lessThanTwoHoursAgo('notes_last_contacted')]),
      goalFilterBranch: anyGroup(lessThanTwoHoursAgo('notes_last_updated')),
      enrollmentSchedule: farAway(),
    })
    await runAt(accountId, workflowId, scheduledFor)
    expect(await entered(accountId, workflowId)).toEqual([contacted, notReached])
    expect(await runs(accountId, workflowId)).toMatchObject([{ enrolled: 2, refused: 1 }])
  })

  test('who dies between two chunks, or before the commit, leaves the run to the next; nobody enters twice', async () => {
    const accountId = await anAccount(db)
    const ids = await records(
      db,
      accountId,
      '0-1',
      Array.from({ length: 25 }, () => ({ city: 'London' })),
    )
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await makeDue(accountId, workflowId, now - 1000)
    const dying = (at: string) =>
      anEngine(db, {
        planted: new Set(),
        point(name) {
          if (name === at) throw new Error('killed')
        },
      })
    await expect(beginRuns(dying('schedules:before-commit'), accountId)).rejects.toThrow('killed')
    await beginRuns(engine, accountId)
    await expect(runSchedule(dying('schedules:run-before-commit'), accountId)).rejects.toThrow('killed')
    expect(await entered(accountId, workflowId)).toEqual([])
    while ((await runSchedule(engine, accountId, { chunkSize: 10 })).more);
    expect(await entered(accountId, workflowId)).toEqual(ids)
    expect(await runs(accountId, workflowId)).toMatchObject([{ state: 'COMPLETE', enrolled: 25 }])
  })

  test('two workers never do one run twice', async () => {
    const accountId = await anAccount(db)
    const ids = await records(
      db,
      accountId,
      '0-1',
      Array.from({ length: 40 }, () => ({ city: 'London' })),
    )
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await makeDue(accountId, workflowId, now - 1000)
    const work = async (worker: Engine) => {
      await beginRuns(worker, accountId)
      while ((await runSchedule(worker, accountId, { chunkSize: 7 })).more);
    }
    await Promise.all([work(anEngine(db)), work(anEngine(db)), work(anEngine(db))])
    // Whoever found the run held by another left it to that one.
    await work(engine)
    expect(await entered(accountId, workflowId)).toEqual(ids)
    expect(await audit(db, accountId)).toEqual([])
  })

  test('W-SCH-19 a day late it is missed: kept, with an issue, and the schedule goes on', async () => {
    const accountId = await anAccount(db)
    await aRecord(db, accountId, '0-1', { city: 'London' })
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    const planned = await nextRunAt(accountId, workflowId)
    await runAt(accountId, workflowId, now - 25 * hour)
    expect(await runs(accountId, workflowId)).toMatchObject([{ state: 'MISSED', enrolled: 0 }])
    expect(await nextRunAt(accountId, workflowId)).toBe(planned)
    const issues = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT kind, workflow_id AS id FROM issues WHERE account_id = ${accountId}`),
    )
    expect(issues).toEqual([{ kind: 'schedule_missed', id: workflowId }])
    await runAt(accountId, workflowId, now - 23 * hour)
    expect(await runs(accountId, workflowId)).toMatchObject([{}, { state: 'COMPLETE', enrolled: 1 }])
  })

  test('W-SCH-3 W-UNO-2 of every object, by its own filter of who stays out', async () => {
    const accountId = await anAccount(db)
    const [won] = await records(db, accountId, '0-3', [{ dealname: 'Won' }, { dealname: 'Lost' }])
    await aRecord(db, accountId, '0-1', { city: 'London' })
    const members = {
      type: 'PLATFORM_FLOW',
      objectTypeId: '0-3',
      suppressionFilterBranch: anyGroup(all(isEqualTo('dealname', 'Lost'))),
      enrollmentSchedule: farAway(),
    }
    const workflowId = await turnedOn(accountId, members, true)
    await runAt(accountId, workflowId)
    expect(await entered(accountId, workflowId)).toEqual([won])
    expect(await runs(accountId, workflowId)).toMatchObject([{ enrolled: 1, refused: 1 }])
    const logged = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT code FROM action_log WHERE account_id = ${accountId} AND outcome = 'not_enrolled'`),
    )
    expect(logged).toEqual([{ code: 'meets_unenrollment_criteria' }])
  })

  test('a filter on a property that was cold until the turn-on selects as it counts', async () => {
    const accountId = await anAccount(db)
    const [rosa] = await records(db, accountId, '0-1', [{ city: 'London', fax: '12' }, { city: 'London' }])
    const workflowId = await turnedOn(accountId, {
      ...triggeredBy([all(isEqualTo('city', 'London'), isEqualTo('fax', '12'))]),
      enrollmentSchedule: farAway(),
    })
    await runAt(accountId, workflowId)
    expect(await entered(accountId, workflowId)).toEqual([rosa])
  })
})

test('M-RET-2 runs are kept as long as ended enrollments', async () => {
  const accountId = await anAccount(db)
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`
      INSERT INTO schedule_runs (account_id, workflow_id, scheduled_for, state, finished_at)
      SELECT ${accountId}, 1, at, 'MISSED', at
      FROM unnest(ARRAY[now() - interval '185 days', now() - interval '183 days']) AS at`),
  )
  await keepDaily(engine, [accountId])
  expect(await runs(accountId, 1)).toHaveLength(1)
})

describe('turning on and off', () => {
  test('W-RUN-4 the next run is one after the turn-on; off there is none, and none is made up for', async () => {
    const accountId = await anAccount(db)
    await aRecord(db, accountId, '0-1', { city: 'London' })
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    expect(await nextRunAt(accountId, workflowId)).toBeGreaterThan(now)
    await makeDue(accountId, workflowId, now - 1000)
    await unpublish(db, accountId, workflowId, { unenrollAll: false })
    await ran(accountId)
    await publish(db, accountId, workflowId, { enrollExisting: false })
    await ran(accountId)
    expect(await runs(accountId, workflowId)).toEqual([])
    expect(await nextRunAt(accountId, workflowId)).toBeGreaterThan(now)
  })

  test('W-RUN-4 whoever turned it off, a run that was due before the turn-on is not made up for', async () => {
    const accountId = await anAccount(db)
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await makeDue(accountId, workflowId, now - 1000)
    await db.withAccount(accountId, 'exclusive', async (tx) => {
      await bumpEpoch(tx)
      await turnOff(tx, workflowId)
    })
    await publish(db, accountId, workflowId, { enrollExisting: false })
    expect(await nextRunAt(accountId, workflowId)).toBeGreaterThan(now)
  })

  test('W-RUN-1 a run that is under way when the workflow is turned off ends', async () => {
    const accountId = await anAccount(db)
    await records(
      db,
      accountId,
      '0-1',
      Array.from({ length: 20 }, () => ({ city: 'London' })),
    )
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await makeDue(accountId, workflowId, now - 1000)
    await beginRuns(engine, accountId)
    await runSchedule(engine, accountId, { chunkSize: 8 })
    await unpublish(db, accountId, workflowId, { unenrollAll: false })
    await ran(accountId)
    expect(await runs(accountId, workflowId)).toMatchObject([{ state: 'CANCELLED', enrolled: 8 }])
  })

  test('an edit of something else keeps a run that is due; another schedule or zone is reckoned anew', async () => {
    const accountId = await anAccount(db)
    await aRecord(db, accountId, '0-1', { city: 'London' })
    const members = { ...london, enrollmentSchedule: farAway() }
    const workflowId = await turnedOn(accountId, members)
    await makeDue(accountId, workflowId, now - 1000)
    const edit = async (revisionId: number, flow: Readonly<Record<string, unknown>>) => {
      await db.withAccount(accountId, 'shared', (tx) =>
        replaceWorkflow(tx, workflowId, aFlow(flow), revisionId),
      )
      await republish(db, accountId, workflowId)
    }
    await edit(1, { ...members, name: 'Another name' })
    expect(await nextRunAt(accountId, workflowId)).toBe(now - 1000)
    await edit(2, { ...members, enrollmentSchedule: farAway({ hour: 9, minute: 30 }) })
    const utc = (await nextRunAt(accountId, workflowId)) ?? 0
    expect(utc).toBeGreaterThan(now)
    await edit(3, {
      ...members,
      enrollmentSchedule: farAway({ hour: 9, minute: 30 }),
      millrace: { timeZone: 'Asia/Kathmandu' },
    })
    expect(await nextRunAt(accountId, workflowId)).toBe(utc - 5.75 * hour)
    await edit(4, london)
    expect(await nextRunAt(accountId, workflowId)).toBeUndefined()
  })

  test('the same criteria without the schedule are a trigger that has to look at existing records (W-PUB-13)', async () => {
    const accountId = await anAccount(db)
    const id = await aRecord(db, accountId, '0-1', { city: 'London' })
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await db.withAccount(accountId, 'shared', (tx) => replaceWorkflow(tx, workflowId, aFlow(london), 1))
    await republish(db, accountId, workflowId)
    while ((await build(engine, accountId)).claimed > 0);
    const met = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`
        SELECT record_id AS id FROM workflow_records WHERE account_id = ${accountId} AND met_at_turn_on`),
    )
    expect(met).toEqual([{ id }])
  })

  test('whoever finds nothing more to do looks again when the next run is due, not before', async () => {
    const accountId = await anAccount(db)
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    const waker = createWaker(db)
    waker.wake(accountId, 'timers')
    await waker.close()
    const hint = (await dueWork(db)).find((due) => due.accountId === accountId && due.lane === 'timers')
    if (!hint) throw new Error('nobody was woken')
    await db.withAccount(accountId, 'shared', (tx) => raiseWork(tx, hint))
    const [work] = await db.query<{ at: number }>(sql`
      SELECT ready_at AS at FROM account_work WHERE account_id = ${accountId} AND lane = 'timers'`)
    expect(work?.at).toBe(await nextRunAt(accountId, workflowId))
  })

  test('W-SCH-2 another zone of the account moves the runs of its workflows', async () => {
    const accountId = await anAccount(db)
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    const utc = (await nextRunAt(accountId, workflowId)) ?? 0
    await db.owner.query(`UPDATE accounts SET time_zone = 'Asia/Kathmandu' WHERE id = ${accountId}`)
    await db.withAccount(accountId, 'exclusive', bumpEpoch)
    await beginRuns(engine, accountId)
    expect(await nextRunAt(accountId, workflowId)).toBe(utc - 5.75 * hour)
  })

  test('W-SCH-16 without criteria everybody enrolls, after somebody has said that they may', async () => {
    const accountId = await anAccount(db)
    const ids = await records(db, accountId, '0-1', [{ city: 'Oslo' }, {}])
    const everybody = { enrollmentSchedule: farAway() }
    await expect(turnedOn(accountId, everybody)).rejects.toMatchObject({
      code: 'WORKFLOW_BLOCKED',
      details: [{ code: 'CONFIRMATION_REQUIRED', in: 'enrollmentCriteria' }],
    })
    const workflowId = await turnedOn(accountId, everybody, true)
    await runAt(accountId, workflowId)
    expect(await entered(accountId, workflowId)).toEqual(ids)
    // Said once, it stands while the workflow is on.
    await republish(db, accountId, workflowId)
  })

  test('W-SCH-5 a moment that has passed is refused; once it has run, the workflow can still be edited', async () => {
    const accountId = await anAccount(db)
    await aRecord(db, accountId, '0-1', { city: 'London' })
    const once = (year: number) => ({
      ...london,
      millrace: {
        enrollmentSchedule: { type: 'ONCE', year, month: 'MAY', dayOfMonth: 3, timeOfDay: { hour: 9 } },
      },
    })
    const { year } = clockAt('UTC', now)
    await expect(turnedOn(accountId, once(year - 1))).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' })
    const workflowId = await turnedOn(accountId, once(year + 1))
    expect(await nextRunAt(accountId, workflowId)).toBe(Date.UTC(year + 1, 4, 3, 9))
    await db.withAccount(accountId, 'shared', (tx) =>
      replaceWorkflow(tx, workflowId, aFlow({ ...once(year + 1), name: 'Once' }), 1),
    )
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`UPDATE workflow_schedules SET next_run_at = NULL WHERE account_id = ${accountId}`),
    )
    await republish(db, accountId, workflowId)
    expect(await nextRunAt(accountId, workflowId)).toBeNull()
  })

  test('existing records enter at runs only: asking for them at the turn-on is refused', async () => {
    const accountId = await anAccount(db)
    const flow = aFlow({ ...london, enrollmentSchedule: farAway() })
    const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
    await expect(publish(db, accountId, id, { enrollExisting: true })).rejects.toMatchObject({
      field: 'enrollExisting',
    })
  })

  test('W-SCH-24 W-MAN-10 by hand a record enters at any time, again only where that was chosen', async () => {
    const accountId = await anAccount(db)
    const id = await aRecord(db, accountId, '0-1', { city: 'Oslo' })
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    expect(await enrollAll(db, accountId, workflowId, [id])).toMatchObject([{ outcome: 'enrolled' }])
    expect(await enrollAll(db, accountId, workflowId, [id])).toMatchObject([
      { outcome: 'previously_enrolled' },
    ])
  })

  test('a schedule watches nothing: a change that only it reads is nobody’s to look at', async () => {
    const accountId = await anAccount(db)
    const id = await aRecord(db, accountId, '0-1', { city: 'Oslo' })
    await turnedOn(accountId, { ...london, enrollmentSchedule: farAway() })
    await write(accountId, id, { city: 'London' })
    const pending = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT FROM pending_changes WHERE account_id = ${accountId}`),
    )
    expect(pending).toEqual([])
  })
})

describe('a date property', () => {
  const dated = (ms: number) => isoDateOf(localDayNumber('UTC', ms))

  test('W-SCH-13 W-SCH-15 runs on the date plus or minus days, for whoever meets the criteria then', async () => {
    const accountId = await anAccount(db)
    const at = lately
    const [inThree] = await records(db, accountId, '0-1', [
      { city: 'London', date_of_birth: dated(at + 3 * day) },
      { city: 'Oslo', date_of_birth: dated(at + 3 * day) },
      { city: 'London', date_of_birth: dated(at) },
      { city: 'London' },
    ])
    const workflowId = await turnedOn(accountId, { ...london, enrollmentSchedule: byDate({ daysDelta: -3 }) })
    await runAt(accountId, workflowId, at)
    expect(await entered(accountId, workflowId)).toEqual([inThree])
  })

  test('W-SCH-14 yearly, the year counts for nothing, and the record enrolls again next year', async () => {
    const accountId = await anAccount(db)
    const { month, day: date } = calendarDayOf(localDayNumber('UTC', lately))
    // 1904 is a leap year: it has every day that there is.
    const born = isoDateOf(Date.UTC(1904, month - 1, date) / day)
    const [rosa] = await records(db, accountId, '0-1', [
      { date_of_birth: born },
      { date_of_birth: dated(now + 40 * day) },
    ])
    const workflowId = await turnedOn(accountId, { enrollmentSchedule: byDate({ yearly: true }) })
    await runAt(accountId, workflowId, lately)
    expect(await entered(accountId, workflowId)).toEqual([rosa])
    await runAt(accountId, workflowId, lately + 1000)
    expect(await entered(accountId, workflowId)).toEqual([rosa, rosa])
  })

  test('W-SCH-21 W-SCH-23 what counts is the date at the run: changed before it, cleared, or set when it is over', async () => {
    const accountId = await anAccount(db)
    const at = lately
    const [moved, cleared, late] = await records(db, accountId, '0-1', [
      { date_of_birth: dated(at + 9 * day) },
      { date_of_birth: dated(at) },
      {},
    ])
    const workflowId = await turnedOn(accountId, { enrollmentSchedule: byDate() })
    const midnight = localDayNumber('UTC', at) * day
    await write(accountId, moved ?? 0, { date_of_birth: midnight })
    await write(accountId, cleared ?? 0, { date_of_birth: null })
    await runAt(accountId, workflowId, at)
    await write(accountId, late ?? 0, { date_of_birth: midnight })
    await ran(accountId)
    expect(await entered(accountId, workflowId)).toEqual([moved])
  })

  test('W-SCH-13 a date-time counts by its day in the workflow’s zone; a column of the system is one, too', async () => {
    const accountId = await anAccount(db)
    const id = await aRecord(db, accountId, '0-1', {})
    const [made] = await db.withAccount(accountId, 'read', (tx) =>
      tx.query<{ at: number }>(sql`SELECT created_at AS at FROM records WHERE account_id = ${accountId}`),
    )
    const at = made?.at ?? 0
    const timeZone = 'Pacific/Kiritimati'
    const workflowId = await turnedOn(accountId, {
      enrollmentSchedule: byDate({ dateProperty: 'createdate' }, at, timeZone),
      millrace: { timeZone },
    })
    // The run of the day on which it was made there.
    await runAt(accountId, workflowId, at)
    expect(await entered(accountId, workflowId)).toEqual([id])
  })
})
