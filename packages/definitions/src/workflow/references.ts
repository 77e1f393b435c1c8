import type { Reference } from '@millrace/actions'
import type { CompiledWorkflow } from './compiled-workflow.js'
import type { Flow } from './flow.js'

/** What the actions of a flow name besides properties, each with its place in the document (A-GEN-18, W-PUB-22). */
export function referencesIn(flow: Flow, { steps }: CompiledWorkflow): readonly Reference[] {
  return flow.actions.flatMap(({ actionId }, index) =>
    (steps.get(actionId)?.prepared.references ?? []).map((reference) => ({
      ...reference,
      field: `actions[${index}].${reference.field}`,
    })),
  )
}
