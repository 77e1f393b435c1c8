import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface InAction {
  readonly actionId: string
  /** Active enrollments that stand at it. */
  readonly records: number
  /** Of these, whom the windows of the workflow keep (W-SET-11). */
  readonly held: number
}

/** How many are at each action of a workflow now, in order of its id. Reads every enrollment of the workflow. */
export function countInActions(tx: Transaction, workflowId: number): Promise<InAction[]> {
  return tx.query<InAction>(
    sql`SELECT action_id AS "actionId", count(*)::int AS records,
        (count(*) FILTER (WHERE state = 'time' AND context -> 'held' IS NOT NULL))::int AS held
      FROM enrollments
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND ended_at IS NULL
      GROUP BY action_id ORDER BY length(action_id), action_id`,
    'enrollments.count-in-actions',
  )
}
