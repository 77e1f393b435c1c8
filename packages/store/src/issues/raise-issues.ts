import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface RaisedIssue {
  readonly workflowId: number
  /** null: where nobody stands at an action, as when a record was not let in. */
  readonly actionId: string | null
  /** null: it is not about one record. */
  readonly recordId: number | null
  readonly enrollmentId: number | null
  /**
   * W-ENR-13: an enrollment that went in a circle, a record that comes back all the time; A-GEN-18: something is gone;
   * W-SCH-19: a run that was missed.
   */
  readonly kind: 'loop_guard' | 'frequent_re_enrollment' | 'missing_asset' | 'schedule_missed'
  readonly message: string
}

/**
 * Raises issues, one a workflow, action and kind: one that is open is counted up and names the last record (M-ISS-2). Two
 * transactions that raise the first at once open two, which does no harm.
 */
export async function raiseIssues(tx: Transaction, issues: readonly RaisedIssue[]): Promise<void> {
  if (issues.length === 0) return
  await tx.execute(
    sql`WITH raised AS (
      SELECT workflow_id, action_id, kind, count(*) AS occurrences, (array_agg(record_id ORDER BY number DESC))[1] AS record_id,
        (array_agg(enrollment_id ORDER BY number DESC))[1] AS enrollment_id,
        (array_agg(message ORDER BY number DESC))[1] AS message
      FROM unnest(
        ${numberArray(issues.map((issue) => issue.workflowId))}::bigint[],
        ${textArray(issues.map((issue) => issue.actionId))}::text[],
        ${textArray(issues.map((issue) => issue.kind))}::text[],
        ${numberArray(issues.map((issue) => issue.recordId))}::bigint[],
        ${numberArray(issues.map((issue) => issue.enrollmentId))}::bigint[],
        ${textArray(issues.map((issue) => issue.message))}::text[]
      ) WITH ORDINALITY AS issue(workflow_id, action_id, kind, record_id, enrollment_id, message, number)
      GROUP BY workflow_id, action_id, kind
    ), known AS (
      UPDATE issues i SET occurrences = i.occurrences + r.occurrences, last_at = now(), message = r.message,
        record_id = r.record_id, enrollment_id = r.enrollment_id
      FROM raised r
      WHERE i.account_id = ${tx.accountId} AND i.workflow_id = r.workflow_id AND i.kind = r.kind
        AND i.action_id IS NOT DISTINCT FROM r.action_id AND i.resolved_at IS NULL
      RETURNING i.workflow_id, i.action_id, i.kind
    )
    INSERT INTO issues (account_id, workflow_id, action_id, kind, record_id, enrollment_id, message, occurrences)
    SELECT ${tx.accountId}, r.workflow_id, r.action_id, r.kind, r.record_id, r.enrollment_id, r.message, r.occurrences
    FROM raised r
    WHERE NOT EXISTS (
      SELECT FROM known k
      WHERE k.workflow_id = r.workflow_id AND k.kind = r.kind AND k.action_id IS NOT DISTINCT FROM r.action_id)`,
    'issues.raise',
  )
}
