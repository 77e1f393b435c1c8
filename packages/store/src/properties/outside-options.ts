// Options that stand elsewhere: owners, pipelines, stages. They bind whoever writes a value (INVALID_OPTION).
import { type Property, type PropertyOption, pipelineProperties } from '@millrace/model'

export interface OwnerOption {
  readonly ownerId: number
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly archived: boolean
  readonly userId: number
  /** The main team. */
  readonly teamId: number | null
}

export interface PipelineOption {
  readonly objectTypeId: string
  readonly id: string
  readonly label: string
  readonly stages: readonly { readonly id: string; readonly label: string }[]
}

interface Outside {
  readonly owners: readonly OwnerOption[]
  readonly pipelines: readonly PipelineOption[]
}

/**
 * The options of a property that has them from elsewhere; undefined for all others. Owners are one list that every
 * property shares, archived ones hidden: a filter may name them (W-FLF-25), and imported records keep them.
 */
export function outsideOptions({ owners, pipelines }: Outside) {
  const ownerOptions = owners.map(ownerOption)
  const byType = new Map<string, PipelineOption[]>()
  for (const pipeline of pipelines) {
    const ofType = byType.get(pipeline.objectTypeId)
    if (ofType) ofType.push(pipeline)
    else byType.set(pipeline.objectTypeId, [pipeline])
  }
  return function optionsOf(property: Property): readonly PropertyOption[] | undefined {
    if (property.referencedObjectType === 'OWNER') return ownerOptions
    if (!property.externalOptions) return undefined
    const ofType = byType.get(property.objectTypeId) ?? []
    const names = pipelineProperties(property.objectTypeId)
    if (property.name === names.pipeline) return ofType.map(pipelineOption)
    if (property.name === names.stage) return stageOptions(ofType)
    return undefined
  }
}

/** The pipeline of each stage, by object type: stage ids are unique within one. */
export function pipelinesOfStages(
  pipelines: readonly PipelineOption[],
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const byType = new Map<string, Map<string, string>>()
  for (const { objectTypeId, id, stages } of pipelines) {
    const ofType = byType.get(objectTypeId) ?? new Map<string, string>()
    byType.set(objectTypeId, ofType)
    for (const stage of stages) ofType.set(stage.id, id)
  }
  return byType
}

function ownerOption({ ownerId, email, firstName, lastName, archived }: OwnerOption, place: number) {
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ')
  return option(String(ownerId), name === '' ? email : name, place, archived)
}

function pipelineOption({ id, label }: PipelineOption, place: number): PropertyOption {
  return option(id, label, place)
}

/** Of several pipelines every stage says where it stands: two may have stages of one name. */
function stageOptions(pipelines: readonly PipelineOption[]): PropertyOption[] {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => ({ ...stage, pipeline })))
  return stages.map(({ id, label, pipeline }, place) =>
    option(id, pipelines.length > 1 ? `${label} (${pipeline.label})` : label, place),
  )
}

function option(value: string, label: string, displayOrder: number, hidden = false): PropertyOption {
  return { value, label, displayOrder, hidden }
}
