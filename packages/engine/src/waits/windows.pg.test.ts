import type { Flow } from '@millrace/definitions'
import { nextOpening } from '@millrace/model'
import { createWorkflow, type Database, definitionsOf, replaceWorkflow, writeRecords } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { publish } from '../publish/publish.js'
import { unpublish } from '../publish/unpublish.js'
import { countingStatements } from '../testing/counting-statements.js'
import { looked } from '../testing/drained.js'
import { all, anyGroup, isEqualTo } from '../testing/engine-criteria.js'
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

const day = 86_400_000
const began = Date.now()

/** Dates from the day before this one on, in UTC: whatever hour it is, nothing runs for two days. */
function blockedNow(days = 4): readonly object[] {
  const from = began - day
  return Array.from({ length: days }, (_, index) => {
    const date = new Date(from + index * day)
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
  })
}

const city = (value: string, next?: string) => setProperty('1', 'city', value, next)
const flowOf = (members: Readonly<Record<string, unknown>>, ...actions: readonly object[]) =>
  aFlow({ startActionId: '1', actions, millrace: { timeZone: 'UTC' }, ...members })
const closed = (...actions: readonly object[]) => flowOf({ blockedDates: blockedNow() }, ...actions)
const open = (...actions: readonly object[]) => flowOf({}, ...actions)

interface Standing {
  readonly state: string
  readonly actionId: string
  readonly due: number | null
  readonly since: number | null
  readonly context: { readonly held?: { readonly until: number; readonly because: string } } | null
}

function standing(accountId: number): Promise<Standing[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<Standing>(sql`SELECT coalesce(end_state, state) AS state, action_id AS "actionId", due_at AS due,
      waiting_since AS since, context FROM enrollments WHERE account_id = ${accountId} ORDER BY id`),
  )
}

function logged(accountId: number) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`SELECT action_id AS "actionId", outcome, code FROM action_log
      WHERE account_id = ${accountId} AND outcome <> 'enrolled' ORDER BY enrollment_id, seq`),
  )
}

async function inside(flow: Flow, count = 1) {
  const accountId = await anAccount(db)
  const { id: workflowId } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, workflowId, { enrollExisting: false })
  const ids = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: count }, () => ({})),
  )
  await enrollAll(db, accountId, workflowId, ids)
  while ((await advance(engine, accountId, 'bulk')).more);
  return { accountId, workflowId, recordId: ids[0] ?? 0 }
}

async function edit(accountId: number, id: number, revisionId: number, flow: Flow): Promise<void> {
  await db.withAccount(accountId, 'shared', (tx) => replaceWorkflow(tx, id, flow, revisionId))
  await publish(db, accountId, id, { enrollExisting: false })
  while ((await retime(engine, accountId)).more);
  while ((await advance(engine, accountId, 'timers')).more);
}

async function fireTimers(accountId: number): Promise<void> {
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(
      sql`UPDATE enrollments SET due_at = clock_timestamp() - interval '1 s' WHERE account_id = ${accountId} AND state = 'time'`,
    ),
  )
  while ((await advance(anEngine(db), accountId, 'timers')).more);
}

describe('people before an action outside the windows', () => {
  test('W-SET-13 W-SET-15 a whole group waits, each in one state with its moment and the reason', async () => {
    const { accountId, workflowId } = await inside(closed(city('A')), 3)
    const windows = await db.withAccount(accountId, 'read', async (tx) => {
      return (await definitionsOf(tx)).workflows.get(workflowId)?.compiled.windows
    })
    const people = await standing(accountId)
    expect(people).toHaveLength(3)
    for (const { since, due, context, ...where } of people) {
      expect(where).toEqual({ state: 'time', actionId: '1' })
      expect(windows && nextOpening(windows, since ?? 0)).toMatchObject({ from: due })
      expect(context).toMatchObject({ held: { until: due, because: 'blocked_date' } })
    }
    expect(await logged(accountId)).toEqual(
      Array.from({ length: 3 }, () => ({ actionId: '1', outcome: 'waiting', code: 'blocked_date' })),
    )
    expect(await audit(db, accountId)).toEqual([])
  })

  test('a wave that only holds costs no more statements than one that only waits in a delay', async () => {
    const costOf = async (flow: Flow): Promise<number> => {
      const accountId = await anAccount(db)
      const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
      await publish(db, accountId, id, { enrollExisting: false })
      await enrollAll(db, accountId, id, await records(db, accountId, '0-1', [{}, {}]))
      await advance(engine, accountId, 'timers')
      let whole = false
      const statements = await countingStatements(db, async () => {
        whole = !(await advance(engine, accountId, 'bulk')).more
      })
      // One that a busy machine cut short after its 50 ms says nothing.
      return whole ? statements.length : costOf(flow)
    }
    const delay = { actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-1' }
    const waiting = await costOf(open({ ...delay, fields: { delta: '2', time_unit: 'DAYS' } }))
    expect(await costOf(closed(city('A')))).toBe(waiting)
  })

  test('W-SET-13 a timer that fires while a date is blocked sleeps on', async () => {
    const { accountId } = await inside(closed(city('A')))
    const before = await standing(accountId)
    await fireTimers(accountId)
    expect(await standing(accountId)).toEqual(before)
    expect(await logged(accountId)).toHaveLength(1)
  })

  test('W-GOAL-4 whoever meets the goal meanwhile leaves at once', async () => {
    const flow = flowOf(
      { blockedDates: blockedNow(), goalFilterBranch: anyGroup(all(isEqualTo('city', 'Rome'))) },
      setProperty('1', 'lastname', 'A'),
    )
    const { accountId, recordId } = await inside(flow)
    await db.withAccount(accountId, 'shared', async (tx) => {
      const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
      const write = { recordId, objectTypeId: '0-1', values: { city: 'Rome' } }
      return writeRecords(tx, await definitionsOf(tx), meta, [write])
    })
    await looked(engine, accountId)
    while ((await advance(engine, accountId, 'timers')).more);
    expect(await standing(accountId)).toMatchObject([{ state: 'goal_met' }])
    expect(await audit(db, accountId)).toEqual([])
  })
})

describe('engine.md 6 an edit while people are held', () => {
  test('W-SET-3 without windows they go on at once', async () => {
    const { accountId, workflowId } = await inside(closed(city('A')), 3)
    await edit(accountId, workflowId, 1, open(city('A')))
    expect((await standing(accountId)).map(({ state }) => state)).toEqual(Array(3).fill('completed'))
    expect(await audit(db, accountId)).toEqual([])
  })

  test('W-SET-13 more blocked dates move them on, from when they came, and the log says so', async () => {
    const { accountId, workflowId } = await inside(closed(city('A')))
    const [before] = await standing(accountId)
    await edit(accountId, workflowId, 1, flowOf({ blockedDates: blockedNow(9) }, city('A')))
    const [after] = await standing(accountId)
    expect(after).toMatchObject({ state: 'time', since: before?.since })
    expect(after?.due).toBeGreaterThan((before?.due ?? 0) + 3 * day)
    expect(await logged(accountId)).toHaveLength(2)
    await edit(accountId, workflowId, 2, closed(city('A')))
    expect((await standing(accountId))[0]?.due).toBe(before?.due)
    expect(await audit(db, accountId)).toEqual([])
  })

  test('an edit of something else leaves their moment as it is', async () => {
    const { accountId, workflowId } = await inside(closed(city('A')))
    const before = await standing(accountId)
    await edit(accountId, workflowId, 1, closed(city('B')))
    expect(await standing(accountId)).toEqual(before)
    expect(await logged(accountId)).toHaveLength(1)
  })

  test('W-ENR-14 the action is deleted: they are held before the next one, or have come to the end', async () => {
    const two = closed(city('A', '2'), setProperty('2', 'lastname', 'B'))
    const { accountId, workflowId } = await inside(two)
    const only = flowOf({ blockedDates: blockedNow(), startActionId: '2' }, setProperty('2', 'lastname', 'B'))
    await edit(accountId, workflowId, 1, only)
    expect(await standing(accountId)).toMatchObject([{ state: 'time', actionId: '2' }])
    await edit(accountId, workflowId, 2, flowOf({ blockedDates: blockedNow(), startActionId: null }))
    expect(await standing(accountId)).toMatchObject([{ state: 'completed' }])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('W-RUN-2 W-RUN-3 turned off and on meanwhile they are held as before, and run when they may', async () => {
    const { accountId, workflowId } = await inside(closed(city('A')))
    const before = await standing(accountId)
    await unpublish(db, accountId, workflowId, { unenrollAll: false })
    await fireTimers(accountId)
    expect(await standing(accountId)).toEqual(before)
    await publish(db, accountId, workflowId, { enrollExisting: false })
    await fireTimers(accountId)
    expect(await standing(accountId)).toEqual(before)
    await edit(accountId, workflowId, 1, open(city('A')))
    expect(await standing(accountId)).toMatchObject([{ state: 'completed' }])
    expect(await logged(accountId)).toContainEqual({ actionId: '1', outcome: 'succeeded', code: null })
  })
})
