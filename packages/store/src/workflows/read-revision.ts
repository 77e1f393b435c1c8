import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { type StoredWorkflow, storedWorkflow, type WorkflowRow, workflowColumns } from './stored-workflow.js'

/** One revision of a workflow as it was, also of a deleted one: revisions are kept for audit (api.md 4.8). */
export async function readRevision(
  tx: Transaction,
  workflowId: number,
  revisionId: number,
): Promise<StoredWorkflow | undefined> {
  const [row] = await tx.query<WorkflowRow>(sql`
    SELECT ${workflowColumns}
    FROM workflows w JOIN workflow_revisions v ON v.account_id = w.account_id AND v.workflow_id = w.id
    WHERE w.account_id = ${tx.accountId} AND w.id = ${workflowId} AND v.revision_id = ${revisionId}`)
  return row && storedWorkflow(row)
}

/** Many revisions in one statement, each (workflow, revision) at most once. */
export async function readRevisions(
  tx: Transaction,
  wanted: readonly { readonly workflowId: number; readonly revisionId: number }[],
): Promise<StoredWorkflow[]> {
  const rows = await tx.query<WorkflowRow>(sql`
    SELECT ${workflowColumns}
    FROM unnest(${numberArray(wanted.map((each) => each.workflowId))}::bigint[],
                ${numberArray(wanted.map((each) => each.revisionId))}::int[]) AS wanted (workflow_id, revision_id)
    JOIN workflows w ON w.account_id = ${tx.accountId} AND w.id = wanted.workflow_id
    JOIN workflow_revisions v
      ON v.account_id = w.account_id AND v.workflow_id = w.id AND v.revision_id = wanted.revision_id
    ORDER BY w.id, v.revision_id`)
  return rows.map(storedWorkflow)
}
