import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** What a workflow remembers of a record (M-RET-3), and whether it is inside now. */
export interface Entry {
  readonly workflowId: number
  readonly recordId: number
  readonly active: boolean
  readonly enrollments: number
  /** Epoch ms. */
  readonly lastEnrolledAt: number | null
  readonly metAtTurnOn: boolean
}

/** For locked records, every pair with these workflows of which something is known. */
export function readEntries(
  tx: Transaction,
  recordIds: readonly number[],
  workflowIds: readonly number[],
): Promise<Entry[]> {
  return tx.query<Entry>(
    sql`SELECT w.workflow_id AS "workflowId", w.record_id AS "recordId", w.enrollments,
        w.last_enrolled_at AS "lastEnrolledAt", w.met_at_turn_on AS "metAtTurnOn", e.id IS NOT NULL AS active
      FROM workflow_records w
      LEFT JOIN enrollments e ON e.account_id = w.account_id AND e.record_id = w.record_id
        AND e.workflow_id = w.workflow_id AND e.ended_at IS NULL
      WHERE w.account_id = ${tx.accountId} AND w.record_id = ANY (${numberArray(recordIds)}::bigint[])
        AND w.workflow_id = ANY (${numberArray(workflowIds)}::bigint[])`,
    'enrollments.read-entries',
  )
}
