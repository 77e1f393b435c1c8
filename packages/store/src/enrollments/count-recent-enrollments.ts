import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface RecentEnrollments {
  readonly workflowId: number
  readonly recordId: number
  readonly count: number
}

/** How often records entered workflows since a moment (epoch ms), by the log's index of records. */
export function countRecentEnrollments(
  tx: Transaction,
  pairs: readonly { readonly workflowId: number; readonly recordId: number }[],
  since: number,
): Promise<RecentEnrollments[]> {
  return tx.query<RecentEnrollments>(
    sql`SELECT pair.workflow_id AS "workflowId", pair.record_id AS "recordId", entered.count
      FROM unnest(
        ${numberArray(pairs.map(({ workflowId }) => workflowId))}::bigint[],
        ${numberArray(pairs.map(({ recordId }) => recordId))}::bigint[]
      ) AS pair(workflow_id, record_id)
      CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM action_log l
        WHERE l.account_id = ${tx.accountId} AND l.record_id = pair.record_id AND l.workflow_id = pair.workflow_id
          AND l.at > to_timestamp(${since}::float8 / 1000) AND l.outcome = 'enrolled'
      ) AS entered`,
    'enrollments.count-recent',
  )
}
