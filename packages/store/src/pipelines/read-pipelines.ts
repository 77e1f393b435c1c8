import { Problem } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { Pipeline, Stage } from './pipeline.js'

const pipelineColumns = sql`p.object_type_id AS "objectTypeId", p.id, p.label, p.display_order AS "displayOrder",
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', s.id, 'label', s.label, 'displayOrder', s.display_order,
      'metadata', s.metadata, 'createdAt', floor(extract(epoch FROM s.created_at) * 1000),
      'updatedAt', floor(extract(epoch FROM s.updated_at) * 1000)) ORDER BY s.display_order, s.id)
    FROM pipeline_stages s
    WHERE s.account_id = p.account_id AND s.object_type_id = p.object_type_id AND s.pipeline_id = p.id
      AND s.archived_at IS NULL), '[]') AS stages,
  p.created_at AS "createdAt", p.updated_at AS "updatedAt"`

/** Pipelines of an object type with their stages, in display order. */
export function listPipelines(tx: Transaction, objectTypeId: string): Promise<Pipeline[]> {
  return select(tx, objectTypeId, sql`true`)
}

/** Throws PIPELINE_NOT_FOUND. */
export async function readPipeline(tx: Transaction, objectTypeId: string, id: string): Promise<Pipeline> {
  const [pipeline] = await select(tx, objectTypeId, sql`p.id = ${id}`)
  if (pipeline) return pipeline
  throw new Problem('PIPELINE_NOT_FOUND', `There is no pipeline "${id.slice(0, 100)}".`, {
    context: { ids: [id.slice(0, 250)] },
  })
}

/** Throws STAGE_NOT_FOUND. */
export function stageOf({ stages }: Pick<Pipeline, 'stages'>, id: string): Stage {
  const stage = stages.find((one) => one.id === id)
  if (stage) return stage
  throw new Problem('STAGE_NOT_FOUND', `There is no stage "${id.slice(0, 100)}".`, {
    context: { ids: [id.slice(0, 250)] },
  })
}

function select(tx: Transaction, objectTypeId: string, condition: Sql): Promise<Pipeline[]> {
  return tx.query<Pipeline>(sql`
    SELECT ${pipelineColumns} FROM pipelines p
    WHERE p.account_id = ${tx.accountId} AND p.object_type_id = ${objectTypeId} AND p.archived_at IS NULL
      AND ${condition}
    ORDER BY p.display_order, p.id`)
}
