import type { Chain, Lane } from '@millrace/model'
import type { EnrollmentSource, EventSnapshot, LiveWorkflow, StoredRecord } from '@millrace/store'

export interface EnrollRequest {
  readonly workflow: LiveWorkflow
  /** Locked by the caller, loaded with what `compiled.watches` reads. */
  readonly record: StoredRecord
  readonly source: EnrollmentSource
  readonly chain: Chain
  readonly lane: Lane
  readonly matchedGroup?: number | null
  /** What happened, where that enrolls it. */
  readonly event?: EventSnapshot
  /** Another enrollment waits for its end. */
  readonly awaited?: boolean
}

export function pairOf({ workflow, record }: Pick<EnrollRequest, 'workflow' | 'record'>): string {
  return `${workflow.compiled.workflowId} ${record.id}`
}
