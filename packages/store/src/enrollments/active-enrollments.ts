import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface ActiveEnrollment {
  readonly id: number
  readonly workflowId: number
  readonly recordId: number
}

/** Everyone of these records who is inside a workflow, in order of enrollment id. */
export function activeEnrollments(
  tx: Transaction,
  recordIds: readonly number[],
): Promise<ActiveEnrollment[]> {
  return tx.query<ActiveEnrollment>(
    sql`SELECT id, workflow_id AS "workflowId", record_id AS "recordId" FROM enrollments
      WHERE account_id = ${tx.accountId} AND record_id = ANY (${numberArray(recordIds)}::bigint[])
        AND ended_at IS NULL
      ORDER BY id`,
    'enrollments.active-of-records',
  )
}
