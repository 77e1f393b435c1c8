// What a step costs the database, counted and not timed: bounds that a careless change breaks.
import { advance, publish } from '@millrace/engine'
import { aFlow, all, anEngine, anyGroup, enrollAll, isEqualTo, setProperty } from '@millrace/engine/testing'
import { createWorkflow, type Database, type Transaction } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql, { raw } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Plan, type Watch, watched } from './watched-database.js'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})
afterAll(() => database.close())

/** One wave, each member of which takes three steps: a write, a branch, a write. */
const members = 250
const steps = 3 * members

const flow = aFlow({
  startActionId: '1',
  nextAvailableActionId: '4',
  actions: [
    setProperty('1', 'jobtitle', 'Greeted', '2'),
    {
      actionId: '2',
      type: 'LIST_BRANCH',
      listBranches: [
        {
          branchName: 'In London',
          filterBranch: anyGroup(all(isEqualTo('city', 'London'))),
          connection: { edgeType: 'STANDARD', nextActionId: '3' },
        },
      ],
      defaultBranchName: 'Elsewhere',
      defaultBranch: { edgeType: 'GOTO', nextActionId: '3' },
    },
    setProperty('3', 'company', 'Londoners'),
  ],
})

/** Runs one full wave under watch. */
async function aWave(watch: Watch, atEnd?: (tx: Transaction) => Promise<void>): Promise<void> {
  const accountId = await anAccount(db)
  const { id: workflowId } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  // As it is done for people: what the workflow writes is hot from here.
  await publish(db, accountId, workflowId, { enrollExisting: false })
  const people = Array.from({ length: members }, (_, i) => ({ city: i % 2 === 0 ? 'London' : 'Paris' }))
  await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', people))
  const done = await advance(anEngine(watched(db, watch, atEnd)), accountId, 'bulk')
  expect(done.claimed).toBe(members)
}

test('a wave is at most 12 statements, BEGIN, COMMIT and its note included', async () => {
  const seen: string[] = []
  await aWave(async (name) => void seen.push(name))
  expect(seen.length + 3, seen.join(', ')).toBeLessThanOrEqual(12)
})

test('a step writes at most 1,200 bytes of WAL', async () => {
  const bytes = new Map<string, number>()
  await aWave(async (name, tx, explain) => {
    await tx.execute(sql`SAVEPOINT measured`)
    // The second run finds the pages in WAL already: full-page images depend on checkpoints, not on us.
    await explain('ANALYZE, WAL, TIMING OFF')
    await tx.execute(sql`ROLLBACK TO measured`)
    bytes.set(name, walOf(await explain('ANALYZE, WAL, TIMING OFF')))
    await tx.execute(sql`ROLLBACK TO measured`)
  })
  const perStep = [...bytes.values()].reduce((sum, n) => sum + n, 0) / steps
  expect(perStep, JSON.stringify([...bytes])).toBeLessThanOrEqual(1_200)
  expect(perStep).toBeGreaterThan(300)
})

/**
 * A part of a statement that nothing reads runs after everything else, and its parent does not count it: so all parts that
 * write are added up. One that feeds another counts twice, hence an upper bound.
 */
function walOf(plan: Plan): number {
  return Math.max(plan['WAL Bytes'] ?? 0, writersOf(plan))
}

function writersOf(plan: Plan): number {
  const own = plan['Node Type'] === 'ModifyTable' ? (plan['WAL Bytes'] ?? 0) : 0
  return (plan.Plans ?? []).reduce((sum, below) => sum + writersOf(below), own)
}

interface Written {
  readonly name: string
  readonly inserted: number
  readonly updated: number
  readonly hot: number
  readonly indexes: number
}

test('rows and index entries of a step are bounded, and updates of records are HOT where there is room', async () => {
  let before: readonly Written[] | undefined
  let written: readonly Written[] = []
  await aWave(
    // What this connection did earlier may not have been handed to the statistics yet.
    async (_name, tx) => {
      before ??= await writtenBy(tx)
    },
    async (tx) => {
      written = differences(before ?? [], await writtenBy(tx))
    },
  )
  const of = (name: string) => written.find((row) => row.name.replace(/_\d{4}_\d{2}$/, '') === name)
  // For each member: one version, one change, three steps and an end in the log, one place, one memory.
  expect(of('records')).toMatchObject({ inserted: 0, updated: members })
  expect(of('changes')).toMatchObject({ inserted: members, updated: 0 })
  expect(of('action_log')).toMatchObject({ inserted: 4 * members })
  expect(of('enrollments')).toMatchObject({ inserted: 0, updated: members })
  expect(of('workflow_records')).toMatchObject({ inserted: 0, updated: members })
  expect(of('counter_deltas')?.inserted).toBeLessThanOrEqual(10)
  // The first update after an insert: what the fill factor leaves room for. It rises from there.
  expect((of('records')?.hot ?? 0) / members).toBeGreaterThan(0.2)
  const rows = written.reduce((sum, { inserted, updated }) => sum + inserted + updated, 0)
  const entries = written.reduce(
    (sum, { inserted, updated, hot, indexes }) => sum + (inserted + updated - hot) * indexes,
    0,
  )
  expect(rows / steps, JSON.stringify(written)).toBeLessThanOrEqual(2.7)
  expect(entries / steps, JSON.stringify(written)).toBeLessThanOrEqual(6)
})

function differences(before: readonly Written[], after: readonly Written[]): Written[] {
  return after.flatMap((now) => {
    const then = before.find(({ name }) => name === now.name)
    const inserted = now.inserted - (then?.inserted ?? 0)
    const updated = now.updated - (then?.updated ?? 0)
    return inserted + updated === 0 ? [] : [{ ...now, inserted, updated, hot: now.hot - (then?.hot ?? 0) }]
  })
}

/** What this connection has written and not yet handed over, by table. Index entries counted from it are an upper bound. */
function writtenBy(tx: Transaction): Promise<Written[]> {
  return tx.query<Written>(sql`
    SELECT c.relname AS name, w.*, (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
    FROM pg_class c CROSS JOIN LATERAL (
      SELECT pg_stat_get_xact_tuples_inserted(c.oid) AS inserted, pg_stat_get_xact_tuples_updated(c.oid) AS updated,
        pg_stat_get_xact_tuples_hot_updated(c.oid) AS hot
    ) AS w
    WHERE c.relnamespace = ${raw("'public'::regnamespace")} AND c.relkind = 'r' AND w.inserted + w.updated > 0`)
}
