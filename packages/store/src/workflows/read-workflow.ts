import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { type StoredWorkflow, storedWorkflow, type WorkflowRow, workflowColumns } from './stored-workflow.js'

/** The newest revision of a workflow; undefined where there is none, or it was deleted. */
export async function readWorkflow(tx: Transaction, id: number): Promise<StoredWorkflow | undefined> {
  return (await readWorkflows(tx, [id])).get(id)
}

/** The newest revisions of several, by id; those that do not exist are left out. */
export async function readWorkflows(
  tx: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, StoredWorkflow>> {
  const rows = await tx.query<WorkflowRow>(sql`
    SELECT ${workflowColumns}
    FROM workflows w
    JOIN workflow_revisions v
      ON v.account_id = w.account_id AND v.workflow_id = w.id AND v.revision_id = w.revision_id
    WHERE w.account_id = ${tx.accountId} AND w.id = ANY (${numberArray(ids)}::bigint[]) AND w.deleted_at IS NULL`)
  return new Map(rows.map((row) => [row.id, storedWorkflow(row)]))
}
