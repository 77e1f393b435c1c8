// The hot statements go by key, whatever the planner believes about the tables (engine.md 4): a plan is cached while they
// are empty, statistics are old while a million records come in.
import sql, { raw, type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { associate, disassociate } from '../associations/associate.js'
import { findMatching } from '../associations/find-matching.js'
import { pageAssociations } from '../associations/page-associations.js'
import { readOfTypes } from '../associations/read-standing.js'
import type { Database, Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { associatedAfter } from '../pending/associated-after.js'
import { flagMoving } from '../properties/flag-properties.js'
import { moveProperties } from '../properties/move-properties.js'
import { ensureHot } from '../properties/place-properties.js'
import { anAccount, aroundStatements, records, type TestDatabase, testDatabase } from '../testing/index.js'
import { applyPatches } from './apply-patches.js'
import { findByKey } from './find-by-key.js'
import { hotOnly, loadRecords } from './load-records.js'
import { lockRecords } from './lock-records.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  await ensureHot(database.db, account, '0-1', ['company'])
})
afterAll(() => database.close())

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

/** Runs what the work asks, and gathers the generic plan of each statement beside it. */
function explaining(tx: Transaction, plans: Map<string, PlanNode>): Transaction {
  const explain = async (statement: Sql, name = statement.text) => {
    const [row] = await tx.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      sql`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${raw(statement.text)}`,
    )
    const plan = row?.['QUERY PLAN'][0]?.Plan
    if (plan) plans.set(name, plan)
  }
  return aroundStatements(tx, async (statement, name, run) => {
    await explain(statement, name)
    return run()
  })
}

async function plansOfAWrite(ids: readonly number[]): Promise<Map<string, PlanNode>> {
  const plans = new Map<string, PlanNode>()
  await database.db.withAccount(account, 'shared', async (real) => {
    const definitions = await definitionsOf(real)
    const tx = explaining(real, plans)
    const email = definitions.property('0-1', 'email')
    await lockRecords(tx, ids)
    await lockRecords(tx, ids, { skipLocked: true })
    const reads = { ...hotOnly, properties: new Set(['city']) }
    const loaded = await loadRecords(tx, definitions, ids, reads)
    await loadRecords(tx, definitions, ids, hotOnly)
    if (email) await findByKey(tx, email, ['nobody@example.test'])
    const source = { type: 'SYSTEM' } as const
    const rows = [...loaded.values()].map(({ id, version }) => ({
      recordId: id,
      objectTypeId: '0-1',
      version: version + 1,
      kind: 'changed' as const,
      source,
      chain: [],
      patch: {
        company: [null, 'Acme'],
        city: [null, 'Oslo'],
        email: [null, `${id}-${version}@example.test`],
      } as const,
    }))
    const moment = { lane: 'bulk', at: Date.now() } as const
    await applyPatches(tx, definitions, rows, moment)
    const cleared = rows.map((row) => ({
      ...row,
      version: row.version + 1,
      patch: { company: ['Acme', null], city: ['Oslo', null], email: [row.patch.email[1], null] } as const,
    }))
    await applyPatches(tx, definitions, cleared, moment)
  })
  return plans
}

/** Pairs of neighbours, with a primary company between each; then apart again. */
async function plansOfAssociations(ids: readonly number[]): Promise<Map<string, PlanNode>> {
  const plans = new Map<string, PlanNode>()
  await database.db.withAccount(account, 'shared', async (real) => {
    const definitions = await definitionsOf(real)
    const tx = explaining(real, plans)
    const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: Date.now() } as const
    const pairs = ids.slice(1).map((toId, i) => ({ fromId: ids[i] ?? toId, toId }))
    const specs = pairs.map((pair) => ({ ...pair, category: 'HUBSPOT_DEFINED', typeId: 449 }))
    await associate(tx, definitions, meta, specs)
    const associations = [{ objectTypeId: '0-1', category: null, typeId: null, reads: hotOnly }]
    await loadRecords(tx, definitions, ids, { ...hotOnly, associations })
    await associatedAfter(tx, ids[0] ?? 0, 0, 1000)
    const starts = ids.map((fromId) => ({ fromId, after: 0 }))
    await pageAssociations(tx, { toObjectTypeId: '0-1', starts, limit: 10 })
    const ofType = { toObjectTypeId: '0-2', category: 'HUBSPOT_DEFINED', typeId: 1 }
    await readOfTypes(
      tx,
      ids.map((fromId) => ({ fromId, ...ofType })),
    )
    const keyed = definitions.property('0-1', 'firstname')
    if (keyed) await findMatching(tx, keyed, ['Nobody', 'Anybody'], 100)
    await disassociate(tx, definitions, meta, pairs)
  })
  return plans
}

/** Two properties set out and go on by one chunk; what they read of records is what counts. */
async function plansOfAMove(): Promise<Map<string, PlanNode>> {
  const plans = new Map<string, PlanNode>()
  await database.db.withAccount(account, 'exclusive', async (tx) => {
    await tx.execute(sql`
      UPDATE properties SET placement = 'cold', move_cursor = NULL
      WHERE account_id = ${account} AND object_type_id = '0-1' AND name = ANY('{zip,state}')`)
    await flagMoving(tx, '0-1', ['zip', 'state'])
    await bumpEpoch(tx)
  })
  const { db } = database
  const watched: Database = {
    ...db,
    withAccount: (id, mode, work) =>
      db.withAccount(id, mode, (tx) => work(mode === 'shared' ? explaining(tx, plans) : tx)),
  }
  await moveProperties(watched, account, { chunk: 250 })
  return plans
}

/** Nodes that read more than the rows asked for: whole tables, and whole accounts by an index on account_id alone. */
function scansOf(node: PlanNode): string[] {
  const below = (node.Plans ?? []).flatMap(scansOf)
  const type = node['Node Type']
  const condition = node['Index Cond']
  const isAccount = condition !== undefined && /^\(account_id = \$\d+\)$/.test(condition)
  const isWhole = type === 'Seq Scan' || /Hash Join|Merge Join/.test(type) || isAccount
  return isWhole ? [`${type} ${node['Relation Name'] ?? ''} ${condition ?? ''}`, ...below] : below
}

function allScansOf(plans: ReadonlyMap<string, PlanNode>): string[] {
  return [...plans].flatMap(([name, plan]) => scansOf(plan).map((scan) => `${name}: ${scan}`))
}

const some = (count: number) =>
  records(
    database.db,
    account,
    '0-1',
    Array.from({ length: count }, () => ({})),
  )
const thousand = () => some(1000)

describe.each([
  ['empty tables', async () => [1], ['ANALYZE']],
  ['full tables with the statistics of empty ones', thousand, []],
  ['full tables with fresh statistics', thousand, ['ANALYZE']],
] as const)('on %s', (_, fill, prepare) => {
  test('locking, loading, looking up and writing records never reads a whole table', async () => {
    const ids = await fill()
    for (const statement of prepare) await database.db.owner.query(statement)
    const plans = await plansOfAWrite(ids.slice(0, 250))
    expect(plans.size).toBeGreaterThan(4)
    expect(allScansOf(plans)).toEqual([])
  })

  test('associating, reading associations and taking them away never reads a whole table', async () => {
    const filled = await fill()
    for (const statement of prepare) await database.db.owner.query(statement)
    const plans = await plansOfAssociations(filled.length > 1 ? filled.slice(0, 250) : await some(2))
    expect(allScansOf(plans)).toEqual([])
    expect([...plans.keys()]).toEqual(
      expect.arrayContaining([
        'associations.read-heads',
        'associations.read-between',
        'associations.read-of-types',
        'associations.page',
        'associations.look-up-matching',
        'associations.insert',
        'associations.delete',
      ]),
    )
  })

  test('a property moves by key and by id, whatever the tables hold', async () => {
    await fill()
    for (const statement of prepare) await database.db.owner.query(statement)
    await some(1)
    const plans = await plansOfAMove()
    expect(allScansOf(plans)).toEqual([])
    expect([...plans.keys()]).toContain('properties.move-to-hot')
  })
})

test('writes to hot values that are not keyed cost one statement a batch, and most of their updates are HOT', async () => {
  const ids = await thousand()
  await keepVacuumAway()
  const shares: number[] = []
  for (let round = 0; round < 11; round++) {
    while (await somebodyLooks());
    const seen = await writeCompanies(ids, `company ${round}`)
    expect(seen.statements).toBe(1)
    expect(seen.updates).toBe(1_000)
    shares.push(seen.hot / seen.updates)
  }
  expect(shares.sort((a, b) => a - b)[5]).toBeGreaterThan(0.5)
})

/** Nor an autoanalyze: while its snapshot is open, pages of any table cannot be pruned, and updates leave them. */
async function keepVacuumAway(): Promise<void> {
  const { rows } = await database.db.owner.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  )
  for (const { name } of rows)
    await database.db.owner.query(`ALTER TABLE ${name} SET (autovacuum_enabled = false)`)
}

/** A snapshot open in this database, as of an autoanalyze of the catalogue, which no table's setting keeps away. */
async function somebodyLooks(): Promise<boolean> {
  const { rows } = await database.db.owner.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL`,
  )
  return rows.length > 0
}

/** One batch: how many statements it took, and how many of its updates stayed on their page. */
function writeCompanies(ids: readonly number[], company: string) {
  return database.db.withAccount(account, 'shared', async (real) => {
    const definitions = await definitionsOf(real)
    const loaded = await loadRecords(real, definitions, await lockRecords(real, ids), hotOnly)
    const plans = new Map<string, PlanNode>()
    const rows = [...loaded.values()].map((record) => ({
      recordId: record.id,
      objectTypeId: '0-1',
      version: record.version + 1,
      kind: 'changed' as const,
      source: { type: 'SYSTEM' } as const,
      chain: [],
      patch: { company: [record.value('company') ?? null, company] } as const,
    }))
    const before = await updatesOfRecords(real)
    await applyPatches(explaining(real, plans), definitions, rows, { lane: 'bulk', at: Date.now() })
    const after = await updatesOfRecords(real)
    return { statements: plans.size, updates: after.all - before.all, hot: after.hot - before.hot }
  })
}

/** What this connection has counted and not yet handed to the statistics. */
async function updatesOfRecords(tx: Transaction): Promise<{ all: number; hot: number }> {
  const [counted] = await tx.query<{ all: number; hot: number }>(sql`
    SELECT pg_stat_get_xact_tuples_updated('records'::regclass) AS "all",
      pg_stat_get_xact_tuples_hot_updated('records'::regclass) AS hot`)
  return counted ?? { all: 0, hot: 0 }
}
