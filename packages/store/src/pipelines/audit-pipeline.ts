import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface PipelineAudit {
  readonly pipelineId: string
  /** null: the pipeline itself. */
  readonly stageId: string | null
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE'
  /** Who did it, as far as the token tells. */
  readonly userId: number | null
  /** The pipeline or stage as it was written. */
  readonly written: unknown
  /** Epoch ms. */
  readonly at: number
}

export async function auditPipeline(
  tx: Transaction,
  objectTypeId: string,
  { pipelineId, stageId, action, userId, written }: Omit<PipelineAudit, 'at'>,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO pipeline_audits (account_id, object_type_id, pipeline_id, stage_id, action, user_id, written)
    VALUES (${tx.accountId}, ${objectTypeId}, ${pipelineId}, ${stageId}, ${action}, ${userId},
      ${JSON.stringify(written)}::jsonb)`)
}

/** What happened to a pipeline, or to a stage in whichever pipeline, the newest first; at most a thousand entries. */
export function listPipelineAudits(
  tx: Transaction,
  objectTypeId: string,
  of: { readonly pipelineId: string } | { readonly stageId: string },
): Promise<PipelineAudit[]> {
  const named =
    'stageId' in of ? sql`stage_id = ${of.stageId}` : sql`pipeline_id = ${of.pipelineId} AND stage_id IS NULL`
  return tx.query<PipelineAudit>(sql`
    SELECT pipeline_id AS "pipelineId", stage_id AS "stageId", action, user_id AS "userId", written, at
    FROM pipeline_audits
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND ${named}
    ORDER BY id DESC LIMIT 1000`)
}
