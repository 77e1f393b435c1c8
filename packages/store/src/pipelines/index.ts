export { listPipelineAudits, type PipelineAudit } from './audit-pipeline.js'
export { isClosed, type NewPipeline, type NewStage, type Pipeline, type Stage } from './pipeline.js'
export { listPipelines, readPipeline, stageOf } from './read-pipelines.js'
export {
  archivePipeline,
  archiveStage,
  createPipeline,
  createStage,
  replacePipeline,
  updatePipeline,
  updateStage,
} from './write-pipeline.js'
