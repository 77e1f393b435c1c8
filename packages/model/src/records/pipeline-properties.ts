/** The two properties by which a record of an object type stands in a pipeline: deals have names of their own. */
export interface PipelineProperties {
  readonly pipeline: string
  readonly stage: string
}

const ofDeals: PipelineProperties = { pipeline: 'pipeline', stage: 'dealstage' }
const ofOthers: PipelineProperties = { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' }

export function pipelineProperties(objectTypeId: string): PipelineProperties {
  return objectTypeId === '0-3' ? ofDeals : ofOthers
}
