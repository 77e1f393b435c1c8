// The hot statements go by key, whatever the planner believes (engine.md 4): a plan is cached while tables are empty, and
// statistics are old while a million records come in. What records themselves are read and written with is shown beside
// them, in packages/store; this follows one change through evaluator, wave and outbox.
import { advance, build, evaluate, publish } from '@millrace/engine'
import { aFlow, all, anEngine, isEqualTo, setProperty, triggeredBy } from '@millrace/engine/testing'
import { createWorkflow, type Database, definitionsOf, writeRecords } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Plan, watched } from './watched-database.js'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
})
afterAll(() => database.close())

const flow = aFlow({
  ...triggeredBy([all(isEqualTo('city', 'London'))]),
  startActionId: '1',
  nextAvailableActionId: '3',
  actions: [
    setProperty('1', 'jobtitle', 'Greeted', '2'),
    {
      actionId: '2',
      type: 'WEBHOOK',
      method: 'POST',
      webhookUrl: 'https://receiver.example.test/hook',
      queryParams: [],
    },
  ],
})

/** What runs for each change, each wave or each effect. */
const hotStatements = [
  'append-log',
  'claim-due',
  'enrollments.insert',
  'lock-due-enrollments',
  'outbox.insert-effects',
  'pending.pick',
  'pending.take',
  'records.lock',
  'records.lock-skipping',
  'records.write-versions-at',
  'settle-enrollments-at',
]

/** People who move to London, and everything that comes of it, with the plan of each statement on the way. */
async function followed(accountId: number, ids: readonly number[]): Promise<ReadonlyMap<string, Plan>> {
  const plans = new Map<string, Plan>()
  const watching = watched(db, async (name, _tx, explain) => {
    plans.set(name, await explain('GENERIC_PLAN'))
  })
  const engine = anEngine(watching)
  await build(engine, accountId)
  await watching.withAccount(accountId, 'shared', async (tx) => {
    const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
    const writes = ids.map((recordId) => ({ objectTypeId: '0-1', recordId, values: { city: 'London' } }))
    await writeRecords(tx, await definitionsOf(tx), meta, writes)
  })
  // Evaluators begin at either end, by their slot.
  await evaluate({ ...engine, slot: 0 }, accountId, 'interactive')
  await advance(engine, accountId, 'interactive')
  return plans
}

/** Nodes that read more than the rows asked for: whole tables, and whole accounts by an index on account_id alone. */
function scansOf(node: Plan): string[] {
  const below = (node.Plans ?? []).flatMap(scansOf)
  const condition = node['Index Cond'] ?? ''
  const isWhole =
    node['Node Type'] === 'Seq Scan' ||
    /Hash Join|Merge Join/.test(node['Node Type']) ||
    /^\(account_id = [^ ]+\)$/.test(condition)
  return isWhole
    ? [`${node['Node Type']} ${node['Index Name'] ?? node['Relation Name'] ?? ''} ${condition}`, ...below]
    : below
}

const few = (accountId: number) => records(db, accountId, '0-1', [{}])
const many = (accountId: number) =>
  records(
    db,
    accountId,
    '0-1',
    Array.from({ length: 2000 }, () => ({})),
  )

describe.each([
  ['empty tables', few, ['ANALYZE']],
  ['full tables with the statistics of empty ones', many, []],
  ['full tables with fresh statistics', many, ['ANALYZE']],
] as const)('on %s', (_, fill, prepare) => {
  test('what follows a change never reads a whole table', async () => {
    const accountId = await anAccount(db)
    const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
    const ids = await fill(accountId)
    await publish(db, accountId, id, { enrollExisting: false })
    for (const statement of prepare) await db.owner.query(statement)
    const plans = await followed(accountId, ids.slice(0, 250))
    const scans = hotStatements.flatMap((name) => {
      const plan = plans.get(name)
      return plan ? scansOf(plan).map((scan) => `${name}: ${scan}`) : [`${name} was not run`]
    })
    expect(scans).toEqual([])
  })
})
