import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface WorkflowSummary {
  readonly id: number
  readonly name: string | null
  readonly uuid: string | null
  readonly flowType: string
  readonly objectTypeId: string
  readonly isEnabled: boolean
  readonly revisionId: number
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface WorkflowPage {
  readonly results: readonly WorkflowSummary[]
  /** Id to continue after; null on the last page. */
  readonly after: number | null
}

/** Workflows by id, a page at a time. */
export async function listWorkflows(
  tx: Transaction,
  { limit, after = 0 }: { readonly limit: number; readonly after?: number },
): Promise<WorkflowPage> {
  const rows = await tx.query<WorkflowSummary>(sql`
    SELECT w.id, w.name, w.uuid, v.document->>'flowType' AS "flowType", w.object_type_id AS "objectTypeId",
      w.is_enabled AS "isEnabled", w.revision_id AS "revisionId", w.created_at AS "createdAt",
      w.updated_at AS "updatedAt"
    FROM workflows w
    JOIN workflow_revisions v
      ON v.account_id = w.account_id AND v.workflow_id = w.id AND v.revision_id = w.revision_id
    WHERE w.account_id = ${tx.accountId} AND w.id > ${after} AND w.deleted_at IS NULL
    ORDER BY w.id
    LIMIT ${limit + 1}`)
  const results = rows.slice(0, limit)
  return { results, after: rows.length > limit ? (results.at(-1)?.id ?? null) : null }
}
