import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import sql, { empty } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseContext, inMemory, noon, treeOf } from './cases/case.js'
import { allCases } from './cases/index.js'
import { insertSpecimens } from './cases/insert-specimens.js'
import { trees } from './cases/random-filters.js'
import { specimens } from './cases/random-specimens.js'
import { compileFilter } from './compile.js'
import type { CompiledFilter } from './compiled.js'

let database: TestDatabase
const idsByCase = new Map<string, readonly number[]>()

beforeAll(async () => {
  database = await testDatabase()
  await database.db.owner.query(`INSERT INTO accounts (name) VALUES ('cases')`)
  await database.db.withAccount(1, 'shared', async (tx) => {
    let firstId = 1000
    for (const { name, rows } of allCases) {
      const specimens = rows.map(([specimen]) => specimen)
      idsByCase.set(name, await insertSpecimens(tx.execute, specimens, firstId))
      firstId += 100
    }
  })
})
afterAll(() => database.close())

/** Which of these records pass, as PostgreSQL sees it. */
async function passing(filter: CompiledFilter, ids: readonly number[], now: number): Promise<number[]> {
  const { condition, needsCold } = filter.toSql(now)
  const cold = needsCold
    ? sql`LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id`
    : empty
  const rows = await database.db.withAccount(1, 'read', (tx) =>
    tx.query<{ id: number; passes: boolean | null }>(
      sql`SELECT r.id, ${condition} AS passes FROM records r ${cold} WHERE r.account_id = 1 AND r.id = ANY(${ids}::bigint[]) ORDER BY r.id`,
    ),
  )
  expect(rows.filter(({ passes }) => passes === null)).toEqual([])
  return rows.filter(({ passes }) => passes).map(({ id }) => id)
}

describe('truth tables, in PostgreSQL', () => {
  it.each(allCases.map((each) => [each.name, each] as const))(
    '%s',
    async (name, { filter, flow, now = noon, rows }) => {
      const outcome = compileFilter(treeOf(filter), caseContext(flow))
      if (!outcome.ok) expect.fail(outcome.problems.map(({ message }) => message).join('\n'))
      const ids = idsByCase.get(name) ?? []
      const expected = ids.filter((_, index) => rows[index]?.[1])
      expect(await passing(outcome.filter, ids, now)).toEqual(expected)
    },
  )
})

it('W-FLF-2 associations of associated records are walked in their own rows', async () => {
  const contacts = {
    filterBranchType: 'ASSOCIATION',
    objectTypeId: '0-1',
    operator: 'IN_LIST',
    millrace: { quantifier: 'NONE' },
    filters: [],
  }
  const companies = {
    filterBranchType: 'ASSOCIATION',
    objectTypeId: '0-2',
    operator: 'IN_LIST',
    filterBranches: [contacts],
    filters: [],
  }
  const outcome = compileFilter(treeOf(companies), caseContext())
  if (!outcome.ok) expect.fail(outcome.problems.map(({ message }) => message).join('\n'))
  const name = 'W-LOG-6 the filters of one branch must be true of the same associated record'
  const [first, second, lonely] = idsByCase.get(name) ?? []
  // Only the contacts' side of these associations is stored here, so that no company has contacts.
  expect(await passing(outcome.filter, [first ?? 0, second ?? 0, lonely ?? 0], noon)).toEqual([first, second])
})

describe('random trees', () => {
  const seed = Number(process.env.FILTER_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const numRuns = Number(process.env.FILTER_RUNS ?? 600)
  const population = fc.sample(specimens, { seed, numRuns: 150 })
  const created = noon - 86_400_000
  let ids: readonly number[] = []

  beforeAll(async () => {
    ids = await database.db.withAccount(1, 'shared', async (tx) => {
      const inserted = await insertSpecimens(tx.execute, population, 1_000_000)
      await tx.execute(
        sql`UPDATE records SET created_at = to_timestamp(${created}::float8 / 1000) + interval '300 microseconds', updated_at = to_timestamp(${noon}::float8 / 1000)`,
      )
      return inserted
    })
  })

  it(`matches and toSql agree on every record, seed ${seed}`, { timeout: 600_000 }, async () => {
    const records = population.map((specimen, index) =>
      inMemory(
        { ...specimen, values: { ...specimen.values, createdate: created, hs_lastmodifieddate: noon } },
        ids[index] ?? 0,
      ),
    )
    const property = fc.asyncProperty(
      trees,
      fc.constantFrom('contact', 'other'),
      fc.constantFrom(0, 1, -40_000_000, 9e9),
      async (tree, flow, later) => {
        const outcome = compileFilter(tree, caseContext(flow))
        if (!outcome.ok)
          throw new Error(outcome.problems.map(({ field, message }) => `${field}: ${message}`).join('\n'))
        const now = noon + later
        const inCode = records.filter((record) => outcome.filter.matches(record, now)).map(({ id }) => id)
        expect(await passing(outcome.filter, ids, now)).toEqual(inCode)
      },
    )
    await fc.assert(property, { seed, numRuns, endOnFailure: false })
  })
})
