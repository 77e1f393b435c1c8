import {
  archivePipeline,
  createPipeline,
  listPipelineAudits,
  listPipelines,
  readPipeline,
  replacePipeline,
  updatePipeline,
} from '@millrace/store'
import { pipelines } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { present } from '../present.js'
import { changing, reading } from './in-object-type.js'
import { showAudit, showPipeline } from './show-pipeline.js'
import { stageRoutes } from './stages.js'

/** Pipelines. They are definitions: who changes them holds the account alone and raises its epoch. */
export function pipelineRoutes(on: On, api: Api): void {
  on(pipelines.list, (call) =>
    reading(api, call, async (tx, type) => {
      const results = await listPipelines(tx, type)
      return { status: 200, body: { results: results.map(showPipeline) } }
    }),
  )

  on(pipelines.read, (call) =>
    reading(api, call, async (tx, type) => ({
      status: 200,
      body: showPipeline(await readPipeline(tx, type, call.params.pipelineId)),
    })),
  )

  on(pipelines.create, (call) =>
    changing(api, call, async (tx, type) => {
      const { stages, ...wanted } = present(call.body)
      const pipeline = { ...wanted, stages: stages.map(present) }
      return { status: 201, body: showPipeline(await createPipeline(tx, type, pipeline, call.caller.userId)) }
    }),
  )

  on(pipelines.replace, (call) =>
    changing(api, call, async (tx, type) => {
      const { stages, ...wanted } = present(call.body)
      const pipeline = { ...wanted, stages: stages.map(present) }
      const options = { unused: looks(call.query), by: call.caller.userId }
      const replaced = await replacePipeline(tx, type, call.params.pipelineId, pipeline, options)
      return { status: 200, body: showPipeline(replaced) }
    }),
  )

  on(pipelines.update, (call) =>
    changing(api, call, async (tx, type) => {
      const { pipelineId } = call.params
      const changed = await updatePipeline(tx, type, pipelineId, present(call.body), call.caller.userId)
      return { status: 200, body: showPipeline(changed) }
    }),
  )

  on(pipelines.remove, (call) =>
    changing(api, call, async (tx, type) => {
      const { pipelineId } = call.params
      const options = { unused: looks(call.query), by: call.caller.userId }
      const known = await listPipelines(tx, type)
      if (known.some(({ id }) => id === pipelineId)) await archivePipeline(tx, type, pipelineId, options)
      return { status: 204 }
    }),
  )

  on(pipelines.audit, (call) =>
    reading(api, call, async (tx, type) => {
      const { pipelineId } = call.params
      await readPipeline(tx, type, pipelineId)
      const audits = await listPipelineAudits(tx, type, { pipelineId })
      return { status: 200, body: { results: audits.map((audit) => showAudit(tx.accountId, audit)) } }
    }),
  )

  stageRoutes(on, api)
}

interface Validation {
  readonly validateReferencesBeforeDelete: boolean
  readonly validateDealStageUsagesBeforeDelete: boolean
}

function looks(query: Validation): boolean {
  return query.validateReferencesBeforeDelete || query.validateDealStageUsagesBeforeDelete
}
