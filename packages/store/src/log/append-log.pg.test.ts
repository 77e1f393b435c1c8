import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { appendLog, type LogRow } from './append-log.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

const at = Date.UTC(2026, 0, 31, 23, 59, 59, 999)

/** Steps of a few enrollments, in any order: tracks that are alike and tracks that are not, some rows with a detail. */
const logs = fc
  .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 40 }), from: fc.nat(5) }), {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 12,
  })
  .chain((enrollments) =>
    fc.tuple(
      ...enrollments.map(({ id, from }) =>
        fc
          .array(
            fc.record({
              actionId: fc.constantFrom('1', '2', null),
              outcome: fc.constantFrom('succeeded', 'branched', 'ended'),
              branch: fc.constantFrom('Many', 'Few "visits"', null),
              later: fc.boolean(),
              detail: fc.option(fc.constantFrom({ sum: 1 }, { text: 'a "b", {c}' }), { freq: 4 }),
              gap: fc.nat({ max: 6 }).map((n) => (n === 6 ? 1 : 0)),
            }),
            { maxLength: 5 },
          )
          .map((steps) => {
            let seq = from
            return steps.map(({ later, gap, ...step }): LogRow => {
              seq += 1 + gap
              const row = {
                workflowId: 7,
                at: later ? at + 1 : at,
                enrollmentId: id,
                seq,
                recordId: 1_000 - id,
              }
              return { ...row, revisionId: 1, actionType: '0-5', code: null, ...step } as LogRow
            })
          }),
      ),
    ),
  )
  .map((rows) => rows.flat())
  .chain((rows) => fc.shuffledSubarray(rows, { minLength: rows.length }))

test('M-LOGA-1 every row of the log is kept as it was given, and the counters say how many of each kind', async () => {
  await fc.assert(
    fc.asyncProperty(logs, async (rows) => {
      await database.db.owner.query('TRUNCATE action_log, counter_deltas')
      await database.db.withAccount(account, 'shared', (tx) => appendLog(tx, rows))
      const [kept, counted] = await database.db.withAccount(account, 'read', async (tx) => [
        await tx.query<LogRow & { at: number }>(sql`
          SELECT workflow_id AS "workflowId", at, enrollment_id AS "enrollmentId", seq, record_id AS "recordId",
            revision_id AS "revisionId", action_id AS "actionId", action_type AS "actionType", outcome, code, branch, detail
          FROM action_log ORDER BY enrollment_id, seq`),
        await tx.query<{ day: string; kind: string; n: number }>(sql`
          SELECT day::text, concat_ws(' ', action_id, branch, outcome) AS kind, sum(n)::int AS n
          FROM counter_deltas GROUP BY 1, 2`),
      ])
      expect(kept).toEqual([...rows].sort((a, b) => a.enrollmentId - b.enrollmentId || a.seq - b.seq))
      const sums = new Map<string, number>()
      for (const { at: moment, actionId, branch, outcome } of rows) {
        const day = new Date(moment).toISOString().slice(0, 10)
        const key = `${day} ${actionId ?? ''} ${branch ?? ''} ${outcome}`
        sums.set(key, (sums.get(key) ?? 0) + 1)
      }
      expect(new Map(counted.map(({ day, kind, n }) => [`${day} ${kind}`, n]))).toEqual(sums)
    }),
    { numRuns: 60 },
  )
})
