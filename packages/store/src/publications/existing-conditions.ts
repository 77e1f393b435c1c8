import sql, { type Sql } from 'sql-template-tag'

/**
 * True of a record `r` that a build may decide by its present state: nobody changed it since the turn-on without the
 * evaluator having looked. The others are left to the evaluator, which sees their state at the turn-on by undoing.
 */
export function unchangedSince(epoch: number): Sql {
  return sql`NOT EXISTS (
    SELECT FROM pending_changes p
    WHERE p.account_id = r.account_id AND p.record_id = r.id AND p.epoch >= ${epoch})`
}

/** True of a record `r` that has not entered the workflow since the turn-on, so that nobody enters twice because of it. */
export function notEnrolledSince(workflowId: number, startedAt: number): Sql {
  return sql`NOT EXISTS (
    SELECT FROM workflow_records w
    WHERE w.account_id = r.account_id AND w.workflow_id = ${workflowId} AND w.record_id = r.id
      AND w.last_enrolled_at >= to_timestamp(${startedAt} / 1000.0))`
}
