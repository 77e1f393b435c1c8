import type { CompiledWorkflow, Flow } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import type { Definitions, LiveWorkflow, Transaction } from '@millrace/store'
import { compileDraft } from '../publish/compile-draft.js'

/**
 * W-SCH-16: a schedule that enrolls every record at each run wants somebody to say so; undefined where there is nothing to
 * say, or where it was said when the workflow was turned on.
 */
export function unconfirmedAll(
  compiled: CompiledWorkflow,
  live: LiveWorkflow | undefined,
): Problem | undefined {
  if (!enrollsAll(compiled) || (live?.compiled.isEnabled && enrollsAll(live.compiled))) return undefined
  return new Problem(
    'CONFIRMATION_REQUIRED',
    'The schedule has no criteria: each run would enroll every record. Publish with confirmAllRecords to say that it may.',
    { field: 'enrollmentCriteria' },
  )
}

/** The same of a flow as it is saved: where nobody can say so, it must not be turned on. */
export function unconfirmedIn(
  tx: Transaction,
  definitions: Definitions,
  workflowId: number,
  flow: Flow,
): Problem[] {
  const compiled = compileDraft(tx, definitions, flow)
  const problem = compiled.ok && unconfirmedAll(compiled.workflow, definitions.workflows.get(workflowId))
  return problem ? [problem] : []
}

function enrollsAll({ trigger }: CompiledWorkflow): boolean {
  return trigger.kind === 'schedule' && trigger.filter === null && trigger.schedule.kind !== 'date'
}
