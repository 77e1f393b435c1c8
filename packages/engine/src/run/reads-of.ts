import type { CompiledWorkflow } from '@millrace/definitions'
import { emptyReads, mergeReads, type Reads } from '@millrace/filters'
import { guardsOf } from './guards.js'

const known = new WeakMap<CompiledWorkflow, Reads>()

/** Everything any step or guard of these workflows may read of the enrolled record, or overwrite. */
export function readsOfAll(workflows: Iterable<CompiledWorkflow>): Reads {
  const reads = [...workflows].map(readsOf)
  return reads.length === 1 ? (reads[0] ?? emptyReads) : mergeReads(...reads)
}

function readsOf(workflow: CompiledWorkflow): Reads {
  let reads = known.get(workflow)
  if (!reads) {
    const steps = [...workflow.steps.values()].map(({ prepared }) => prepared)
    reads = mergeReads(
      ...steps.map((prepared) => prepared.reads),
      ...steps.map(({ writes }) => ({ ...emptyReads, properties: writes })),
      ...guardsOf(workflow).map((filter) => filter.reads),
    )
    known.set(workflow, reads)
  }
  return reads
}
