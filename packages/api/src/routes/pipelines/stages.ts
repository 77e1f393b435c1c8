import {
  archiveStage,
  createStage,
  listPipelineAudits,
  listPipelines,
  readPipeline,
  stageOf,
  updateStage,
} from '@millrace/store'
import { pipelines } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { present } from '../present.js'
import { changing, reading } from './in-object-type.js'
import { showAudit, showStage } from './show-pipeline.js'

export function stageRoutes(on: On, api: Api): void {
  on(pipelines.listStages, (call) =>
    reading(api, call, async (tx, type) => {
      const { stages } = await readPipeline(tx, type, call.params.pipelineId)
      return { status: 200, body: { results: stages.map((stage) => showStage(type, stage)) } }
    }),
  )

  on(pipelines.readStage, (call) =>
    reading(api, call, async (tx, type) => {
      const { pipelineId, stageId } = call.params
      return {
        status: 200,
        body: showStage(type, stageOf(await readPipeline(tx, type, pipelineId), stageId)),
      }
    }),
  )

  on(pipelines.createStage, (call) =>
    changing(api, call, async (tx, type) => {
      const { pipelineId } = call.params
      const stage = await createStage(tx, type, pipelineId, present(call.body), call.caller.userId)
      return { status: 201, body: showStage(type, stage) }
    }),
  )

  // Whole: metadata that is not named is gone.
  on(pipelines.replaceStage, (call) =>
    changing(api, call, async (tx, type) => {
      const { pipelineId, stageId } = call.params
      const { label, displayOrder, metadata = {} } = call.body
      const change = { label, displayOrder, metadata }
      const stage = await updateStage(tx, type, pipelineId, stageId, change, call.caller.userId)
      return { status: 200, body: showStage(type, stage) }
    }),
  )

  on(pipelines.updateStage, (call) =>
    changing(api, call, async (tx, type) => {
      const { pipelineId, stageId } = call.params
      const change = present(call.body)
      const stage = await updateStage(tx, type, pipelineId, stageId, change, call.caller.userId)
      return { status: 200, body: showStage(type, stage) }
    }),
  )

  on(pipelines.removeStage, (call) =>
    changing(api, call, async (tx, type) => {
      const { pipelineId, stageId } = call.params
      const known = (await listPipelines(tx, type)).find(({ id }) => id === pipelineId)
      if (known?.stages.some(({ id }) => id === stageId))
        await archiveStage(tx, type, pipelineId, stageId, call.caller.userId)
      return { status: 204 }
    }),
  )

  // HubSpot's client sends `{pipelineId}` as it stands here: a stage is known by its own id.
  on(pipelines.stageAudit, (call) =>
    reading(api, call, async (tx, type) => {
      const { stageId } = call.params
      const stages = (await listPipelines(tx, type)).flatMap((pipeline) => pipeline.stages)
      stageOf({ stages }, stageId)
      const audits = await listPipelineAudits(tx, type, { stageId })
      return { status: 200, body: { results: audits.map((audit) => showAudit(tx.accountId, audit)) } }
    }),
  )
}
