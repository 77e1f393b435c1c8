// A stage belongs to the pipeline beside it (A-SRV-6).
import { Problem } from '../problems.js'
import type { Catalogue } from './catalogue.js'
import { type PipelineProperties, pipelineProperties } from './pipeline-properties.js'

/** The two properties where the object type has pipelines, else null: then any stage is accepted. */
export function pipelinePair(
  { pipelineOfStage }: Catalogue,
  objectTypeId: string,
): PipelineProperties | null {
  return pipelineOfStage?.has(objectTypeId) ? pipelineProperties(objectTypeId) : null
}

/**
 * INVALID_OPTION where the values, old and new together, put a record into a stage of another pipeline; null where they do
 * not, or where one of the two is empty.
 */
export function misplacedStage(
  catalogue: Catalogue,
  objectTypeId: string,
  valueIn: (name: string) => unknown,
): Problem | null {
  const names = pipelinePair(catalogue, objectTypeId)
  if (names === null) return null
  const [pipeline, stage] = [valueIn(names.pipeline), valueIn(names.stage)]
  if (typeof stage !== 'string' || typeof pipeline !== 'string') return null
  if (catalogue.pipelineOfStage?.get(objectTypeId)?.get(stage) === pipeline) return null
  return new Problem('INVALID_OPTION', `Stage "${stage}" is not one of pipeline "${pipeline}".`, {
    field: names.stage,
    context: { propertyName: [names.stage] },
  })
}
