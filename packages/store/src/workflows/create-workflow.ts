import { type Flow, nextActionId } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import {
  documentOf,
  type StoredWorkflow,
  storedWorkflow,
  type WorkflowRow,
  workflowColumns,
} from './stored-workflow.js'

/**
 * Stores a flow as revision 1 of a new workflow, which is off. A uuid makes creating repeatable (api.md 2.5): a second
 * workflow with it is refused with UNIQUE_VALUE_TAKEN, whose sentence names the first.
 */
export async function createWorkflow(tx: Transaction, flow: Flow): Promise<StoredWorkflow> {
  const [row] = await tx.query<WorkflowRow>(sql`
    WITH w AS (
      INSERT INTO workflows (account_id, object_type_id, type, name, uuid, revision_id, next_action_id)
      VALUES (${tx.accountId}, ${flow.objectTypeId}, ${flow.type}, ${flow.name ?? null}, ${flow.uuid || null}, 1,
        ${nextActionId(flow)})
      ON CONFLICT (account_id, uuid) WHERE uuid IS NOT NULL AND deleted_at IS NULL DO NOTHING
      RETURNING *
    ), v AS (
      INSERT INTO workflow_revisions (account_id, workflow_id, revision_id, document)
      SELECT account_id, id, revision_id, ${documentOf(flow)}::jsonb FROM w
      RETURNING *
    )
    SELECT ${workflowColumns} FROM w, v`)
  if (row) return storedWorkflow(row)
  throw new Problem('UNIQUE_VALUE_TAKEN', await takenMessage(tx, flow.uuid ?? ''), { field: 'uuid' })
}

async function takenMessage(tx: Transaction, uuid: string): Promise<string> {
  const [first] = await tx.query<{ id: number }>(sql`
    SELECT id FROM workflows WHERE account_id = ${tx.accountId} AND uuid = ${uuid} AND deleted_at IS NULL`)
  return `A workflow with this uuid exists already. Existing ID: ${first?.id ?? 'unknown'}`
}
