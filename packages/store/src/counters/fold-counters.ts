import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * Folds appended deltas into the counters; a figure is counters + deltas in one snapshot, so it is the same before and
 * after. Several keepers may fold at once: each takes its own deltas, and all touch counters in order of key.
 */
export async function foldCounters(tx: Transaction, limit: number): Promise<number> {
  const [row] = await tx.query<{ taken: number }>(
    sql`
      WITH picked AS (
        SELECT id FROM counter_deltas WHERE account_id = ${tx.accountId}
        ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ), taken AS (
        DELETE FROM counter_deltas d USING picked p
        WHERE d.account_id = ${tx.accountId} AND d.id = p.id
        RETURNING d.workflow_id, d.day, d.revision_id, d.action_id, d.branch, d.outcome, d.n
      ), folded AS (
        INSERT INTO counters (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
        SELECT ${tx.accountId}, workflow_id, day, revision_id, action_id, branch, outcome, sum(n)
        FROM taken GROUP BY workflow_id, day, revision_id, action_id, branch, outcome
        ORDER BY workflow_id, day, revision_id, action_id, branch, outcome
        ON CONFLICT (account_id, workflow_id, day, revision_id, action_id, branch, outcome)
        DO UPDATE SET n = counters.n + excluded.n
      )
      SELECT count(*) AS taken FROM taken`,
    'counters.fold',
  )
  return row?.taken ?? 0
}
