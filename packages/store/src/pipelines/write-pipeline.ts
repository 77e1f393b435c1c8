import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { auditPipeline, type PipelineAudit } from './audit-pipeline.js'
import {
  mostPipelines,
  type NewPipeline,
  type NewStage,
  namedBy,
  type Pipeline,
  type PipelineChange,
  type Stage,
  type StageChange,
} from './pipeline.js'
import { listPipelines, readPipeline, stageOf } from './read-pipelines.js'
import { refusePipelineInUse } from './records-in-pipeline.js'
import { archiveStages, changeStage, insertStage, taken } from './write-stages.js'

/** Who writes; null where the token tells nobody. */
type Writer = number | null

/** Throws INVALID_BODY, PIPELINE_EXISTS, LIMIT_EXCEEDED. */
export async function createPipeline(
  tx: Transaction,
  objectTypeId: string,
  wanted: NewPipeline,
  by: Writer,
): Promise<Pipeline> {
  const label = namedBy(wanted.label, 'label')
  const others = await listPipelines(tx, objectTypeId)
  refuseTaken(others, label)
  if (others.length >= mostPipelines)
    throw new Problem('LIMIT_EXCEEDED', `An object type has at most ${mostPipelines} pipelines.`)
  const id = wanted.pipelineId === undefined ? null : namedBy(wanted.pipelineId, 'pipelineId')
  const [row] = await tx.query<{ id: string }>(sql`
    INSERT INTO pipelines AS p (account_id, object_type_id, id, label, display_order)
    VALUES (${tx.accountId}, ${objectTypeId}, coalesce(${id}, nextval('pipeline_ids')::text), ${label},
      ${wanted.displayOrder})
    ON CONFLICT (account_id, object_type_id, id) DO UPDATE SET label = excluded.label,
      display_order = excluded.display_order, archived_at = NULL, updated_at = now()
    WHERE p.archived_at IS NOT NULL
    RETURNING id`)
  if (!row) throw taken(`There is a pipeline of the id "${id}" already.`, 'pipelineId')
  await insertStages(tx, { objectTypeId, id: row.id, stages: [] }, wanted.stages)
  return done(tx, objectTypeId, row.id, 'CREATE', by)
}

/**
 * The pipeline as a client wrote it whole: stages it names stay, new ones come, the others go. Throws besides what
 * creating throws PIPELINE_NOT_FOUND and, when asked to look, STAGE_IN_USE.
 */
export async function replacePipeline(
  tx: Transaction,
  objectTypeId: string,
  id: string,
  wanted: NewPipeline,
  options: { readonly unused: boolean; readonly by: Writer },
): Promise<Pipeline> {
  const current = await readPipeline(tx, objectTypeId, id)
  await writeOwn(tx, current, wanted)
  const kept = (stage: Stage) => wanted.stages.some((one) => isSame(stage, one))
  const gone = current.stages.filter((stage) => !kept(stage)).map((stage) => stage.id)
  await archiveStages(tx, current, gone, options)
  for (const stage of current.stages) {
    const next = wanted.stages.find((one) => isSame(stage, one))
    if (next) await changeStage(tx, withoutLabels(current), stage.id, next)
  }
  const added = wanted.stages.filter((one) => !current.stages.some((stage) => isSame(stage, one)))
  await insertStages(tx, await readPipeline(tx, objectTypeId, id), added)
  return done(tx, objectTypeId, id, 'UPDATE', options.by)
}

/** Throws PIPELINE_NOT_FOUND, INVALID_BODY, PIPELINE_EXISTS. */
export async function updatePipeline(
  tx: Transaction,
  objectTypeId: string,
  id: string,
  change: PipelineChange,
  by: Writer,
): Promise<Pipeline> {
  await writeOwn(tx, await readPipeline(tx, objectTypeId, id), change)
  return done(tx, objectTypeId, id, 'UPDATE', by)
}

/** With its stages; records keep the values they have. Throws PIPELINE_NOT_FOUND, and STAGE_IN_USE when asked to look. */
export async function archivePipeline(
  tx: Transaction,
  objectTypeId: string,
  id: string,
  { unused, by }: { readonly unused: boolean; readonly by: Writer },
): Promise<void> {
  const pipeline = await readPipeline(tx, objectTypeId, id)
  if (unused) await refusePipelineInUse(tx, objectTypeId, id)
  const stages = pipeline.stages.map((stage) => stage.id)
  await archiveStages(tx, pipeline, stages, { unused })
  await tx.execute(sql`
    UPDATE pipelines SET archived_at = now(), updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id = ${id}`)
  await bumpEpoch(tx)
  await audited(tx, pipeline, null, 'DELETE', by)
}

/** Throws PIPELINE_NOT_FOUND and what `insertStage` throws. */
export async function createStage(
  tx: Transaction,
  objectTypeId: string,
  pipelineId: string,
  wanted: NewStage,
  by: Writer,
): Promise<Stage> {
  const id = await insertStage(tx, await readPipeline(tx, objectTypeId, pipelineId), wanted)
  return stageDone(tx, objectTypeId, pipelineId, id, 'CREATE', by)
}

/** Throws PIPELINE_NOT_FOUND, STAGE_NOT_FOUND, INVALID_BODY, PIPELINE_EXISTS. */
export async function updateStage(
  tx: Transaction,
  objectTypeId: string,
  pipelineId: string,
  id: string,
  change: StageChange,
  by: Writer,
): Promise<Stage> {
  await changeStage(tx, await readPipeline(tx, objectTypeId, pipelineId), id, change)
  return stageDone(tx, objectTypeId, pipelineId, id, 'UPDATE', by)
}

/** Throws PIPELINE_NOT_FOUND, STAGE_NOT_FOUND, STAGE_IN_USE. */
export async function archiveStage(
  tx: Transaction,
  objectTypeId: string,
  pipelineId: string,
  id: string,
  by: Writer,
): Promise<void> {
  const pipeline = await readPipeline(tx, objectTypeId, pipelineId)
  await archiveStages(tx, pipeline, [id], { unused: true })
  await bumpEpoch(tx)
  await audited(tx, pipeline, id, 'DELETE', by)
}

async function insertStages(
  tx: Transaction,
  pipeline: Pick<Pipeline, 'objectTypeId' | 'id' | 'stages'>,
  wanted: readonly NewStage[],
): Promise<void> {
  const stages = [...pipeline.stages]
  for (const [place, stage] of wanted.entries()) {
    const id = await insertStage(tx, { ...pipeline, stages }, stage, `stages[${place}].`)
    stages.push({ ...stage, id, metadata: {}, createdAt: 0, updatedAt: 0 })
  }
}

async function writeOwn(tx: Transaction, current: Pipeline, change: PipelineChange): Promise<void> {
  const { objectTypeId, id } = current
  const label = namedBy(change.label ?? current.label, 'label')
  const others = await listPipelines(tx, objectTypeId)
  refuseTaken(
    others.filter((other) => other.id !== id),
    label,
  )
  await tx.execute(sql`
    UPDATE pipelines SET label = ${label}, display_order = ${change.displayOrder ?? current.displayOrder},
      updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id = ${id}`)
}

/** A stage is the one of its id, else, as HubSpot's clients leave the id out, the one of its label. */
function isSame({ id, label }: Stage, { stageId, label: given }: NewStage): boolean {
  return stageId === undefined ? label === given.trim() : id === stageId
}

/** Written whole, two stages may swap their labels: doubles among the new ones are refused when they are read back. */
function withoutLabels(pipeline: Pipeline): Pipeline {
  return { ...pipeline, stages: pipeline.stages.map((stage) => ({ ...stage, label: '' })) }
}

async function done(
  tx: Transaction,
  objectTypeId: string,
  id: string,
  action: PipelineAudit['action'],
  by: Writer,
): Promise<Pipeline> {
  await bumpEpoch(tx)
  const pipeline = await readPipeline(tx, objectTypeId, id)
  const labels = new Set(pipeline.stages.map(({ label }) => label))
  if (labels.size < pipeline.stages.length)
    throw taken('Two stages of the pipeline have the same name.', 'stages')
  await audited(tx, pipeline, null, action, by)
  return pipeline
}

async function stageDone(
  tx: Transaction,
  objectTypeId: string,
  pipelineId: string,
  id: string,
  action: PipelineAudit['action'],
  by: Writer,
): Promise<Stage> {
  await bumpEpoch(tx)
  const pipeline = await readPipeline(tx, objectTypeId, pipelineId)
  await audited(tx, pipeline, id, action, by)
  return stageOf(pipeline, id)
}

function audited(
  tx: Transaction,
  pipeline: Pipeline,
  stageId: string | null,
  action: PipelineAudit['action'],
  userId: Writer,
): Promise<void> {
  const written = stageId === null ? pipeline : stageOf(pipeline, stageId)
  return auditPipeline(tx, pipeline.objectTypeId, {
    pipelineId: pipeline.id,
    stageId,
    action,
    userId,
    written,
  })
}

function refuseTaken(others: readonly Pipeline[], label: string): void {
  if (others.some((other) => other.label === label))
    throw taken(`There is a pipeline "${label}" already.`, 'label')
}
