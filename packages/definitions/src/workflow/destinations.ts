import type { Destination } from '@millrace/actions'
import type { CompiledWorkflow } from './compiled-workflow.js'
import type { Flow } from './flow.js'

/** An address that an action of a flow calls, with its place in the document. */
export interface PlacedDestination extends Destination {
  readonly actionId: string
}

export function destinationsIn(flow: Flow, { steps }: CompiledWorkflow): readonly PlacedDestination[] {
  return flow.actions.flatMap(({ actionId }, index) => {
    const destination = steps.get(actionId)?.prepared.destination
    return destination ? [{ ...destination, actionId, field: `actions[${index}].${destination.field}` }] : []
  })
}
