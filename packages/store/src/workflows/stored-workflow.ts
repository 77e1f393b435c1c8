// A workflow as it is stored, and as clients read it (api.md 4.2).
import { type Flow, nextActionId } from '@millrace/definitions'
import type { Sql } from 'sql-template-tag'
import sql from 'sql-template-tag'

export interface StoredWorkflow {
  readonly id: number
  readonly revisionId: number
  /** The revision that runs; null: never published. */
  readonly publishedRevisionId: number | null
  readonly isEnabled: boolean
  /** 1 + the greatest action id of any revision: ids are never used again (engine.md 6). */
  readonly nextActionId: number
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly flow: Flow
}

export interface WorkflowRow extends Omit<StoredWorkflow, 'flow'> {
  readonly document: Omit<Flow, 'isEnabled'>
}

/** Columns of `workflows w` joined with `workflow_revisions v`, in the shape of `WorkflowRow`. */
export const workflowColumns: Sql = sql`
  w.id, v.revision_id AS "revisionId", w.published_revision_id AS "publishedRevisionId", w.is_enabled AS "isEnabled",
  w.next_action_id AS "nextActionId", w.created_at AS "createdAt", w.updated_at AS "updatedAt", v.document`

export function storedWorkflow({ document, ...row }: WorkflowRow): StoredWorkflow {
  return { ...row, flow: { ...document, isEnabled: row.isEnabled } as Flow }
}

/** Members that the server sets: not part of what is stored. */
const serverSet = [
  'id',
  'revisionId',
  'createdAt',
  'updatedAt',
  'isEnabled',
  'nextAvailableActionId',
  'crmObjectCreationStatus',
] as const

/** What stands in `workflow_revisions.document`: the flow as it came, without what only answers carry. */
export function documentOf(flow: Flow): string {
  const document: Record<string, unknown> = { ...flow }
  for (const member of serverSet) delete document[member]
  if (flow.millrace) {
    const { issues: _answered, ...kept } = flow.millrace
    document.millrace = kept
  }
  if (document.millrace === null || isEmptyObject(document.millrace)) delete document.millrace
  return JSON.stringify(document)
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** The whole flow as clients read it. */
export function flowDocument(stored: StoredWorkflow): Record<string, unknown> {
  return {
    id: String(stored.id),
    ...stored.flow,
    isEnabled: stored.isEnabled,
    revisionId: String(stored.revisionId),
    nextAvailableActionId: String(nextActionId(stored.flow, stored.nextActionId)),
    crmObjectCreationStatus: 'COMPLETE',
    createdAt: new Date(stored.createdAt).toISOString(),
    updatedAt: new Date(stored.updatedAt).toISOString(),
  }
}
