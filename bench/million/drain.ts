import { randomUUID } from 'node:crypto'
import { advance, createWaker } from '@millrace/engine'
import pg from 'pg'
import sql from 'sql-template-tag'
import type { Bench } from '../bench.ts'
import { bulkFlow } from '../fixture/flows.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { figureOf, quantile } from '../measure/figure.ts'
import { firstRecord, openMillion } from './population.ts'

/** A wave that only sets out: everything but the claim is the same from the first timer to the last. */
export const flatDrain: Bench = {
  names: ['flat.drain'],
  what: '1,000,000 due timers drained under an open snapshot: waves of the last tenth ÷ of the first',
  async run(context) {
    const { stage, accountId, count } = await openMillion(context, 'flat_drain')
    const { db } = stage
    const workflowId = await publishFlow(db, accountId, bulkFlow)
    const chunk = 100_000
    for (let from = firstRecord; from < firstRecord + count; from += chunk) {
      await db.withAccount(accountId, 'shared', async (tx) => {
        await tx.execute(sql`
          INSERT INTO enrollments (account_id, workflow_id, record_id, revision_id, state, action_id, lane, due_at, waiting_since, enrolled_at, source)
          SELECT ${accountId}, ${workflowId}, i, 1, 'time', '1', 'timers', now() - interval '1 day' + (i - ${firstRecord}::bigint) * interval '10 milliseconds',
            now() - interval '2 days', now() - interval '2 days', '{"type": "MANUAL", "tokenId": null}'
          FROM generate_series(${from}::bigint, ${Math.min(from + chunk, firstRecord + count) - 1}::bigint) i`)
        await tx.execute(sql`
          INSERT INTO workflow_records (account_id, workflow_id, record_id, enrollments, first_enrolled_at, last_enrolled_at)
          SELECT ${accountId}, ${workflowId}, i, 1, now(), now()
          FROM generate_series(${from}::bigint, ${Math.min(from + chunk, firstRecord + count) - 1}::bigint) i`)
      })
    }
    await db.owner.query('ANALYZE enrollments')
    const snapshot = new pg.Client({ connectionString: stage.url })
    const waker = createWaker(db)
    try {
      await snapshot.connect()
      await snapshot.query('SET idle_in_transaction_session_timeout = 0')
      await snapshot.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      await snapshot.query('SELECT count(*) FROM accounts')
      const engine = { db, waker, workerId: randomUUID(), slot: 0 }
      const waves: number[] = []
      for (let drained = 0; drained < count; ) {
        const start = performance.now()
        const { claimed } = await advance(engine, accountId, 'timers')
        if (claimed === 0) throw new Error(`nothing left to claim after ${drained} of ${count}`)
        drained += claimed
        waves.push((performance.now() - start) / claimed)
      }
      const tenth = Math.floor(waves.length / 10)
      const median = (part: number[]) =>
        quantile(
          part.sort((a, b) => a - b),
          0.5,
        )
      // The first waves compile code and plans; they are no tenth to compare with.
      const warm = Math.min(100, Math.floor(tenth / 4))
      const ratio = median(waves.slice(-tenth)) / median(waves.slice(warm, tenth + warm))
      return [figureOf('flat.drain', [ratio], 'ratio', { atMost: 1.5 }, `${waves.length} waves`)]
    } finally {
      await snapshot.end()
      await waker.close()
      await stage.drop()
    }
  },
}
