import type { Chain, Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EnrollmentContext } from '../enrollments/enrollment-context.js'

/** An enrollment as a wave finds it, locked. Times in epoch ms. */
export interface ClaimedEnrollment {
  readonly id: number
  /** Where its row stands until this transaction writes it. */
  readonly place: string
  readonly workflowId: number
  readonly recordId: number
  readonly revisionId: number
  readonly state: 'ready' | 'time' | 'event'
  readonly actionId: string
  readonly seq: number
  readonly lane: Lane
  readonly dueAt: number
  readonly waitingSince: number | null
  readonly chain: Chain
  readonly context: EnrollmentContext | null
  readonly suspicion: number
}

/**
 * Locks every due enrollment of records this transaction has locked, whichever lane it is in; in id order. A statement of
 * its own, after the records' lock: it must see what their last holder committed. Record by record and as a range, in the
 * order of the index on active ones, which no other index gives: otherwise a planner without statistics reads the whole
 * account by whichever index comes first. Nobody locks enrollments without their record, so that the order among them
 * waits for no one.
 */
export function lockDueEnrollments(
  tx: Transaction,
  recordIds: readonly number[],
  now: number,
): Promise<ClaimedEnrollment[]> {
  return tx.query<ClaimedEnrollment>(
    sql`SELECT due.* FROM unnest(${numberArray(recordIds)}::bigint[]) AS locked(record_id)
      CROSS JOIN LATERAL (
        SELECT id, ctid AS place, workflow_id AS "workflowId", record_id AS "recordId", revision_id AS "revisionId", state,
          action_id AS "actionId", seq, lane, due_at AS "dueAt", waiting_since AS "waitingSince", chain, context, suspicion
        FROM enrollments
        WHERE account_id = ${tx.accountId} AND record_id >= locked.record_id AND record_id <= locked.record_id
          AND ended_at IS NULL AND due_at <= to_timestamp(${now}::float8 / 1000)
        ORDER BY record_id, workflow_id
        FOR NO KEY UPDATE
      ) AS due ORDER BY id`,
    'lock-due-enrollments',
  )
}
