import type { Chain } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EndReason, EndState } from './enrollment-context.js'

export interface EndingEnrollment {
  readonly enrollmentId: number
  readonly endState: EndState
  readonly reason: EndReason
}

export interface EndedEnrollment {
  readonly id: number
  readonly workflowId: number
  readonly recordId: number
  readonly revisionId: number
  readonly actionId: string | null
  /** Of its last log row, the one that says it ended. */
  readonly seq: number
  readonly endState: EndState
  readonly reason: EndReason
  /** Its causes, without itself. */
  readonly chain: Chain
  /** It has waited: a wait cuts the chain of causes (W-ENR-13). */
  readonly waited: boolean
}

/** Locks enrollments in id order, ended ones too. Their records are locked by the caller. */
export async function lockEnrollments(tx: Transaction, ids: readonly number[]): Promise<void> {
  await tx.execute(
    sql`SELECT FROM enrollments
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(ids)}::bigint[])
      ORDER BY id FOR NO KEY UPDATE`,
    'enrollments.lock',
  )
}

/** Ends those of the locked enrollments that are active, and tells their workflows. */
export function endEnrollments(
  tx: Transaction,
  rows: readonly EndingEnrollment[],
  now: number,
): Promise<EndedEnrollment[]> {
  return tx.query<EndedEnrollment>(
    sql`WITH ended AS (
      UPDATE enrollments e SET state = 'ended', seq = e.seq + 1, due_at = NULL, waiting_since = NULL, context = NULL,
        suspicion = 0, ended_at = to_timestamp(${now}::float8 / 1000), end_state = n.end_state, reason = n.reason
      FROM (SELECT given.*, found.place, found.waited FROM unnest(
        ${numberArray(rows.map((row) => row.enrollmentId))}::bigint[],
        ${textArray(rows.map((row) => row.endState))}::text[],
        ${textArray(rows.map((row) => row.reason))}::text[]
      ) AS given(id, end_state, reason)
        CROSS JOIN LATERAL (
          SELECT k.ctid AS place, coalesce((k.context ->> 'waited')::boolean, false) AS waited FROM enrollments k
          WHERE k.account_id = ${tx.accountId} AND k.id = given.id AND k.ended_at IS NULL OFFSET 0
        ) AS found
        LIMIT ${rows.length}::bigint) AS n
      WHERE e.ctid = n.place AND e.account_id = ${tx.accountId}
      RETURNING e.id, e.workflow_id, e.record_id, e.revision_id, e.action_id, e.seq, e.end_state, e.reason, e.ended_at,
        e.chain, n.waited
    ), remembered AS (
      UPDATE workflow_records w SET
        completed_at = CASE WHEN ended.end_state = 'completed' THEN ended.ended_at ELSE w.completed_at END,
        goal_at = CASE WHEN ended.end_state = 'goal_met' THEN coalesce(w.goal_at, ended.ended_at) ELSE w.goal_at END
      FROM ended
      WHERE ended.end_state IN ('completed', 'goal_met') AND w.account_id = ${tx.accountId}
        AND w.record_id = ended.record_id AND w.workflow_id = ended.workflow_id
    )
    SELECT id, workflow_id AS "workflowId", record_id AS "recordId", revision_id AS "revisionId",
      action_id AS "actionId", seq, end_state AS "endState", reason, chain, waited
    FROM ended ORDER BY id`,
    'enrollments.end',
  )
}
