// What a step costs the database, counted and not timed: bounds that a careless change breaks.
import { advance, publish } from '@millrace/engine'
import { aFlow, all, anEngine, anyGroup, enrollAll, isEqualTo, setProperty } from '@millrace/engine/testing'
import { createWorkflow, type Database, type Transaction } from '@millrace/store'
import { anAccount, records, testDatabase } from '@millrace/store/testing'
import sql, { raw } from 'sql-template-tag'
import { expect, test } from 'vitest'
import { type Plan, type Watch, watched } from './watched-database.js'

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

/** What stands at the statements of a wave, and at its end. */
interface Watcher<Seen> {
  readonly seen: Seen
  readonly watch: Watch
  readonly atEnd?: (tx: Transaction) => Promise<void>
}

/** Runs one full wave under watch. One that a busy machine cut short after its 50 ms is no full one: another is run. */
async function aWave<Seen>(watcher: () => Watcher<Seen>): Promise<Seen> {
  for (;;) {
    const { seen, watch, atEnd } = watcher()
    // Of its own: how full pages are depends on who wrote to a table before, also on when it was vacuumed.
    const { db, close } = await testDatabase()
    try {
      await db.owner.query('ALTER TABLE records SET (autovacuum_enabled = false)')
      const accountId = await everybodyDue(db)
      const { claimed, more } = await advance(anEngine(watched(db, watch, atEnd)), accountId, 'bulk')
      expect(claimed).toBe(members)
      if (!more) return seen
    } finally {
      await close()
    }
  }
}

/** An account whose people stand before the first step. */
async function everybodyDue(db: Database): Promise<number> {
  const accountId = await anAccount(db)
  const { id: workflowId } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  // As it is done for people: what the workflow writes is hot from here.
  await publish(db, accountId, workflowId, { enrollExisting: false })
  const people = Array.from({ length: members }, (_, i) => ({ city: i % 2 === 0 ? 'London' : 'Paris' }))
  await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', people))
  return accountId
}

test('a wave is at most 12 statements, BEGIN, COMMIT and its note included', async () => {
  const seen = await aWave(() => {
    const names: string[] = []
    return { seen: names, watch: async (name) => void names.push(name) }
  })
  expect(seen.length + 3, seen.join(', ')).toBeLessThanOrEqual(12)
})

test('a step writes at most 1,200 bytes of WAL', async () => {
  const bytes = await aWave(() => {
    const seen = new Map<string, number>()
    const watch: Watch = async (name, tx, explain) => {
      await tx.execute(sql`SAVEPOINT measured`)
      // The second run finds the pages in WAL already: full-page images depend on checkpoints, not on us.
      await explain('ANALYZE, WAL, TIMING OFF')
      await tx.execute(sql`ROLLBACK TO measured`)
      seen.set(name, walOf(await explain('ANALYZE, WAL, TIMING OFF')))
      await tx.execute(sql`ROLLBACK TO measured`)
    }
    return { seen, watch }
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
  const written = await aWave(() => {
    let before: readonly Written[] | undefined
    const seen: Written[] = []
    return {
      seen,
      // What this connection did earlier may not have been handed to the statistics yet.
      watch: async (_name, tx) => {
        before ??= await writtenBy(tx)
      },
      atEnd: async (tx) => void seen.push(...differences(before ?? [], await writtenBy(tx))),
    }
  })
  const of = (name: string) => written.find((row) => row.name.replace(/_\d{4}_\d{2}$/, '') === name)
  // For each member: one version, one change, three steps and an end in the log, one place, one memory.
  expect(of('records')).toMatchObject({ inserted: 0, updated: members })
  expect(of('changes')).toMatchObject({ inserted: members, updated: 0 })
  expect(of('action_log')).toMatchObject({ inserted: 4 * members })
  expect(of('enrollments')).toMatchObject({ inserted: 0, updated: members })
  expect(of('workflow_records')).toMatchObject({ inserted: 0, updated: members })
  expect(of('counter_deltas')?.inserted).toBeLessThanOrEqual(10)
  // The first update after an insert into new pages: of seven rows a page's free fifth takes one. It rises from there.
  expect((of('records')?.hot ?? 0) / members).toBeGreaterThan(0.13)
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
