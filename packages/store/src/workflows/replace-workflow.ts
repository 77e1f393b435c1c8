import { type Flow, keepAdditions, nextActionId } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { lockWorkflow } from './lock-workflow.js'
import { documentOf, type StoredWorkflow } from './stored-workflow.js'

/**
 * Stores a flow as the next revision (api.md 4.8). `revisionId` is the one that was read: anything else is
 * STALE_REVISION. What it enrolls stays, data sources stay as they are, and additions of ours stay where it says nothing
 * about them. Whether it runs is for publishing to decide.
 */
export async function replaceWorkflow(
  tx: Transaction,
  id: number,
  flow: Flow,
  revisionId: number,
): Promise<StoredWorkflow> {
  const current = await lockWorkflow(tx, id)
  if (current.revisionId !== revisionId) {
    const message = `The workflow is at revision ${current.revisionId}, not ${revisionId}. Read it again and repeat the change.`
    throw new Problem('STALE_REVISION', message, { field: 'revisionId' })
  }
  if (flow.objectTypeId !== current.flow.objectTypeId)
    throw new Problem('WORKFLOW_INVALID', 'What a workflow enrolls cannot be changed.', {
      field: 'objectTypeId',
    })
  const next = { ...keepAdditions(current.flow, flow), dataSources: current.flow.dataSources }
  return writeRevision(tx, current, next)
}

async function writeRevision(tx: Transaction, current: StoredWorkflow, flow: Flow): Promise<StoredWorkflow> {
  const revisionId = current.revisionId + 1
  const nextId = nextActionId(flow, current.nextActionId)
  const [row] = await tx.query<{ updatedAt: number }>(sql`
    WITH v AS (
      INSERT INTO workflow_revisions (account_id, workflow_id, revision_id, document)
      VALUES (${tx.accountId}, ${current.id}, ${revisionId}, ${documentOf(flow)}::jsonb)
    )
    UPDATE workflows SET revision_id = ${revisionId}, name = ${flow.name ?? null}, uuid = ${flow.uuid || null},
      next_action_id = ${nextId}, updated_at = clock_timestamp()
    WHERE account_id = ${tx.accountId} AND id = ${current.id}
      -- A uuid that another workflow has is refused before the unique index would end the transaction.
      AND NOT EXISTS (
        SELECT FROM workflows other
        WHERE other.account_id = ${tx.accountId} AND other.uuid = ${flow.uuid || null} AND other.id <> ${current.id}
          AND other.deleted_at IS NULL)
    RETURNING updated_at AS "updatedAt"`)
  if (!row)
    throw new Problem('UNIQUE_VALUE_TAKEN', 'Another workflow has this uuid already.', { field: 'uuid' })
  return {
    ...current,
    revisionId,
    nextActionId: nextId,
    updatedAt: row.updatedAt,
    flow: { ...flow, isEnabled: current.isEnabled },
  }
}
