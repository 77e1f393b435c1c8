import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type StoredWorkflow, storedWorkflow, type WorkflowRow, workflowColumns } from './stored-workflow.js'

/** The workflow as it is now, locked against other edits of its definition. WORKFLOW_NOT_FOUND where there is none. */
export async function lockWorkflow(tx: Transaction, id: number): Promise<StoredWorkflow> {
  // The lock first, in a statement of its own: a statement that waits for it would join the revision of the past.
  await tx.execute(sql`
    SELECT FROM workflows WHERE account_id = ${tx.accountId} AND id = ${id} FOR NO KEY UPDATE`)
  const [row] = await tx.query<WorkflowRow>(sql`
    SELECT ${workflowColumns}
    FROM workflows w
    JOIN workflow_revisions v
      ON v.account_id = w.account_id AND v.workflow_id = w.id AND v.revision_id = w.revision_id
    WHERE w.account_id = ${tx.accountId} AND w.id = ${id} AND w.deleted_at IS NULL`)
  if (row) return storedWorkflow(row)
  throw new Problem('WORKFLOW_NOT_FOUND', `There is no workflow ${id}.`)
}
