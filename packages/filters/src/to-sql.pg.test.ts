import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql, { empty } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseContext, noon, treeOf } from './cases/case.js'
import { allCases } from './cases/index.js'
import { insertSpecimens } from './cases/insert-specimens.js'
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
