import sql, { type Sql } from 'sql-template-tag'
import type { Bench } from '../bench.ts'
import { openPlainConnections } from '../by-hand/plain-connections.ts'
import { criteria, listeningFlow, numberAtLeast } from '../fixture/flows.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { figureOf } from '../measure/figure.ts'
import { alternate, ratios } from '../measure/pairs.ts'
import { firstRecord, openMillion } from './population.ts'

const chunk = 10_000

/** The same rows by hand: enrollment, memory, log and counter, ten thousand records a transaction. */
function enrollByHand(accountId: number, workflowId: number, from: number, to: number): Sql {
  return sql`
WITH enrolled AS (
  INSERT INTO enrollments (account_id, workflow_id, record_id, revision_id, state, action_id, lane, due_at, enrolled_at, source)
  SELECT ${accountId}, ${workflowId}, id, 1, 'ready', '1', 'bulk', now(), now(), '{"type": "EXISTING", "publicationId": 1}'
  FROM records WHERE account_id = ${accountId} AND id BETWEEN ${from} AND ${to} AND object_type_id = '0-1'
    AND (hot->'visits')::numeric >= 0
  RETURNING id, record_id
), remembered AS (
  INSERT INTO workflow_records (account_id, workflow_id, record_id, enrollments, first_enrolled_at, last_enrolled_at)
  SELECT ${accountId}, ${workflowId}, record_id, 1, now(), now() FROM enrolled
), logged AS (
  INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id, outcome)
  SELECT ${accountId}, ${workflowId}, now(), id, 0, record_id, 1, 'enrolled' FROM enrolled
)
INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
SELECT ${accountId}, ${workflowId}, (now() AT TIME ZONE 'UTC')::date, 1, '', '', 'enrolled', count(*) FROM enrolled`
}

export const enrollMillion: Bench = {
  names: ['enroll.million', 'enroll.million-rate'],
  what: 'enrolling 1,000,000 existing records: enrollment, workflow_records, log row',
  async run(context) {
    const { stage, accountId, count } = await openMillion(context, 'enroll_million')
    const { db } = stage
    const plain = openPlainConnections(stage.url, 1)
    const reset = async () => {
      await db.owner.query('TRUNCATE enrollments, workflow_records, action_log, counter_deltas, counters')
    }
    const rate = async (work: () => Promise<void>) => {
      await reset()
      const start = performance.now()
      await work()
      const seconds = (performance.now() - start) / 1000
      const [row] = await db.withAccount(accountId, 'read', (tx) =>
        tx.query<{ n: number }>(sql`SELECT count(*) AS n FROM enrollments`),
      )
      if (row?.n !== count) throw new Error(`${row?.n} of ${count} enrolled: no figure`)
      return count / seconds
    }
    const everyone = criteria(numberAtLeast('visits', 0))
    const ours = () =>
      rate(async () => {
        await publishFlow(db, accountId, listeningFlow('Everyone', everyone), { enrollExisting: true })
      })
    const byHand = () =>
      rate(async () => {
        for (let from = firstRecord; from < firstRecord + count; from += chunk) {
          const to = Math.min(from + chunk, firstRecord + count) - 1
          await plain.run(accountId, enrollByHand(accountId, 1, from, to))
        }
      })
    try {
      const pairs = await alternate(Math.min(context.pairs, 5), ours, byHand)
      const perSecond = pairs.map((pair) => pair.ours)
      return [
        figureOf('enroll.million', ratios(pairs), 'ratio', { atLeast: 0.8 }),
        figureOf('enroll.million-rate', perSecond, 'enrollments/s', { atLeast: 25_000 }),
      ]
    } finally {
      await plain.close()
      await stage.drop()
    }
  },
}
