import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface Counter {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string
  readonly revisionId: number
  readonly actionId: string
  readonly branch: string
  readonly outcome: string
  readonly n: number
}

/** Figures of a workflow between two days, both included: counters and not yet folded deltas in one snapshot. */
export function readCounters(
  tx: Transaction,
  workflowId: number,
  from: string,
  to: string,
): Promise<Counter[]> {
  return tx.query<Counter>(
    sql`
      SELECT day, revision_id AS "revisionId", action_id AS "actionId", branch, outcome, sum(n)::bigint AS n
      FROM (
        SELECT day, revision_id, action_id, branch, outcome, n FROM counters
        WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND day BETWEEN ${from} AND ${to}
        UNION ALL
        SELECT day, revision_id, action_id, branch, outcome, n FROM counter_deltas
        WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND day BETWEEN ${from} AND ${to}
      ) AS figures
      GROUP BY day, revision_id, action_id, branch, outcome
      ORDER BY day, revision_id, action_id, branch, outcome`,
    'counters.read',
  )
}
