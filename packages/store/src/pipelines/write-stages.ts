import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import {
  metadataOf,
  mostStages,
  type NewStage,
  namedBy,
  type Pipeline,
  type StageChange,
} from './pipeline.js'
import { stageOf } from './read-pipelines.js'
import { refuseStagesInUse } from './records-in-pipeline.js'

/** Adds a stage; one of this id that was archived comes back. Throws INVALID_BODY, PIPELINE_EXISTS, LIMIT_EXCEEDED. */
export async function insertStage(
  tx: Transaction,
  pipeline: Pick<Pipeline, 'objectTypeId' | 'id' | 'stages'>,
  { stageId, label: given, displayOrder, metadata = {} }: NewStage,
  field = '',
): Promise<string> {
  const label = namedBy(given, `${field}label`)
  refuseTaken(pipeline, label, undefined, field)
  if (pipeline.stages.length >= mostStages)
    throw new Problem('LIMIT_EXCEEDED', `A pipeline has at most ${mostStages} stages.`, { field: 'stages' })
  const id = stageId === undefined ? undefined : namedBy(stageId, `${field}stageId`)
  const values = metadataOf(pipeline.objectTypeId, metadata, `${field}metadata`)
  const [row] = await tx.query<{ id: string }>(sql`
    INSERT INTO pipeline_stages AS s (account_id, object_type_id, pipeline_id, id, label, display_order, metadata)
    VALUES (${tx.accountId}, ${pipeline.objectTypeId}, ${pipeline.id}, coalesce(${id ?? null}, nextval('pipeline_ids')::text),
      ${label}, ${displayOrder}, ${JSON.stringify(values)}::jsonb)
    ON CONFLICT (account_id, object_type_id, id) DO UPDATE SET pipeline_id = excluded.pipeline_id,
      label = excluded.label, display_order = excluded.display_order, metadata = excluded.metadata,
      archived_at = NULL, updated_at = now()
    WHERE s.archived_at IS NOT NULL
    RETURNING id`)
  if (!row) throw taken(`There is a stage of the id "${id}" already.`, `${field}stageId`)
  return row.id
}

/** Throws STAGE_NOT_FOUND, INVALID_BODY, PIPELINE_EXISTS. */
export async function changeStage(
  tx: Transaction,
  pipeline: Pipeline,
  id: string,
  change: StageChange,
): Promise<void> {
  const { objectTypeId } = pipeline
  const next = { ...stageOf(pipeline, id), ...change }
  const label = namedBy(next.label, 'label')
  refuseTaken(pipeline, label, id)
  const metadata = JSON.stringify(metadataOf(objectTypeId, next.metadata))
  await tx.execute(sql`
    UPDATE pipeline_stages SET label = ${label}, display_order = ${next.displayOrder}, metadata = ${metadata}::jsonb,
      updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id = ${id}`)
}

/** Records that stood in it before stay as they are, so there must be none. Throws STAGE_NOT_FOUND, STAGE_IN_USE. */
export async function archiveStages(
  tx: Transaction,
  pipeline: Pipeline,
  ids: readonly string[],
  { unused }: { readonly unused: boolean },
): Promise<void> {
  const { objectTypeId } = pipeline
  for (const id of ids) stageOf(pipeline, id)
  if (unused) await refuseStagesInUse(tx, objectTypeId, ids)
  await tx.execute(sql`
    UPDATE pipeline_stages SET archived_at = now(), updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id = ANY(${[...ids]}::text[])`)
}

function refuseTaken({ stages }: Pick<Pipeline, 'stages'>, label: string, but?: string, field = ''): void {
  if (!stages.some((stage) => stage.id !== but && stage.label === label)) return
  throw taken(`The pipeline has a stage "${label}" already.`, `${field}label`)
}

/** Another one of the account has the id or the label. */
export function taken(sentence: string, field: string): Problem {
  return new Problem('PIPELINE_EXISTS', sentence, { field })
}
