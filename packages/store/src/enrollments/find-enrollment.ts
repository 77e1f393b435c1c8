import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface FoundEnrollment {
  readonly id: number
  readonly recordId: number
  readonly ended: boolean
}

/** An enrollment of a workflow by its id; undefined when that workflow has none of this id. */
export async function findEnrollment(
  tx: Transaction,
  workflowId: number,
  id: number,
): Promise<FoundEnrollment | undefined> {
  const [row] = await tx.query<FoundEnrollment>(sql`
    SELECT id, record_id AS "recordId", ended_at IS NOT NULL AS ended FROM enrollments
    WHERE account_id = ${tx.accountId} AND id = ${id} AND workflow_id = ${workflowId}`)
  return row
}
