import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Ids of records that are inside a workflow, in order, after an id; read without locks. */
export async function activeRecordsOfWorkflow(
  tx: Transaction,
  workflowId: number,
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await tx.query<{ record_id: number }>(
    sql`
      SELECT record_id FROM enrollments
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND record_id > ${after} AND ended_at IS NULL
      ORDER BY record_id LIMIT ${limit}`,
    'publications.active-records',
  )
  return rows.map((row) => row.record_id)
}
