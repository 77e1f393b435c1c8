// Whether somebody stands in a stage is asked of keys: deleting one costs the same whatever records there are.
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transaction } from '../database.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { markRecordsDeleted } from '../records/delete-records.js'
import { searchRecords } from '../records/search/search-records.js'
import type { SearchRequest } from '../records/search/search-request.js'
import { writeRecords } from '../records/write-records.js'
import {
  anAccount,
  aRecord,
  aroundStatements,
  fingerprint,
  records,
  type TestDatabase,
  testDatabase,
} from '../testing/index.js'
import { archivePipeline, archiveStage, createPipeline, createStage } from './write-pipeline.js'

let database: TestDatabase
let account: number
let other: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  other = await anAccount(database.db)
  await records(database.db, other, '0-3', [{ pipeline: 'default', dealstage: 'closedwon' }])
})
afterAll(() => database.close())

const exclusively = <T>(work: (tx: Transaction) => Promise<T>) =>
  database.db.withAccount(account, 'exclusive', work)
const stage = (stageId: string) => ({
  stageId,
  label: `Stage ${stageId}`,
  displayOrder: 9,
  metadata: { probability: '0.5' },
})
const made = (stageId: string) => exclusively((tx) => createStage(tx, '0-3', 'default', stage(stageId), null))
const archived = (stageId: string) =>
  exclusively((tx) => archiveStage(tx, '0-3', 'default', stageId, null)).then(
    () => null,
    (problem: { code: string; context: object }) => [problem.code, problem.context],
  )
const deal = (dealstage: string) => aRecord(database.db, account, '0-3', { pipeline: 'default', dealstage })
const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk' } as const

test('a stage with a record in it is not deleted; once it has left, or is gone, it is', async () => {
  const before = await fingerprint(database.db, other)
  await made('here')
  const [one, two] = [await deal('here'), await deal('here')]
  const inUse = (...ids: number[]) => ['STAGE_IN_USE', { objectIds: ids.map(String), stageIds: ['here'] }]
  expect(await archived('here')).toEqual(inUse(one, two))
  await database.db.withAccount(account, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const moved = { recordId: one, objectTypeId: '0-3', values: { dealstage: 'closedwon' } }
    await writeRecords(tx, definitions, meta, [moved])
  })
  expect(await archived('here')).toEqual(inUse(two))
  await database.db.withAccount(account, 'shared', async (tx) =>
    markRecordsDeleted(tx, await definitionsOf(tx), [two], { ...meta, at: Date.now() }),
  )
  expect(await archived('here')).toBeNull()
  expect(await fingerprint(database.db, other)).toBe(before)
})

test('stages whose names differ in nothing but their letters are two', async () => {
  await made('Twin')
  await made('twin')
  await deal('twin')
  expect(await archived('Twin')).toBeNull()
  expect(await archived('twin')).toMatchObject(['STAGE_IN_USE', {}])
})

test('the words of a search are not looked for in stages, a filter on the stage finds who is there', async () => {
  await made('somewhere')
  const id = await deal('somewhere')
  const found = (request: Omit<SearchRequest, 'objectTypeId'>) =>
    database.db.withAccount(account, 'read', async (tx) =>
      searchRecords(tx, await definitionsOf(tx), { objectTypeId: '0-3', ...request }),
    )
  expect(await found({ query: 'somewhere' })).toMatchObject({ total: 0 })
  const inStage = { propertyName: 'dealstage', operator: 'EQ', value: 'somewhere' } as const
  expect(await found({ filterGroups: [{ filters: [inStage] }] })).toEqual({ total: 1, ids: [id] })
})

interface Node {
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Node[]
}

/** Rows that a statement looked at, whether or not it answered them. */
function rowsLookedAt(node: Node): number {
  const below = (node.Plans ?? []).map(rowsLookedAt).reduce((sum, rows) => sum + rows, 0)
  if (node['Relation Name'] === undefined) return below
  const dropped = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return below + (node['Actual Rows'] + dropped) * node['Actual Loops']
}

test.each(['before statistics', 'after ANALYZE'])(
  'among thousands of records none is read to see that nobody is there, %s',
  async (when) => {
    if (when === 'before statistics') {
      const many = Array.from({ length: 4_000 }, () => ({ pipeline: 'default', dealstage: 'closedlost' }))
      await records(database.db, account, '0-3', many)
    } else await database.db.owner.query('ANALYZE records, record_keys, cold_values, properties')
    const looked: number[] = []
    const watched = (real: Transaction) =>
      aroundStatements(real, async (statement: Sql, name, run) => {
        if (name === 'pipelines.records-in-use') {
          const [row] = await real.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
            sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`,
          )
          looked.push(rowsLookedAt(row?.['QUERY PLAN'][0].Plan ?? fail()))
        }
        return run()
      })
    await made('nobody')
    const pipeline = { label: 'Empty', displayOrder: 1, stages: [stage('a'), stage('b')] }
    const { id } = await exclusively((tx) => createPipeline(tx, '0-3', pipeline, null))
    await exclusively((tx) => archiveStage(watched(tx), '0-3', 'default', 'nobody', null))
    await exclusively((tx) => archivePipeline(watched(tx), '0-3', id, { unused: true, by: null }))
    expect(looked).toHaveLength(3)
    expect(Math.max(...looked)).toBeLessThan(10)
  },
)

function fail(): never {
  throw new Error('EXPLAIN answers one plan')
}
