import { type Entry, isLiving } from '@millrace/store'
import { closesLoop } from '../run/chain-of-causes.js'
import { suppressionOf } from '../run/guards.js'
import type { EnrollRequest } from './enroll-request.js'

export type Refusal =
  | 'already_active'
  | 'previously_enrolled'
  | 'suppressed'
  | 'goal_met'
  | 'meets_unenrollment_criteria'
  | 'not_found'
  | 'workflow_off'
  | 'loop_stopped'

/** Why this record may not enter, in the order of W-ENR-7; null when it may. */
export function admission(request: EnrollRequest, entry: Entry | undefined, now: number): Refusal | null {
  const { workflow, record } = request
  const { compiled } = workflow
  if (!compiled.isEnabled) return 'workflow_off'
  if (!isLiving(record)) return 'not_found'
  if (entry?.active) return 'already_active'
  if (wasHereBefore(request, entry) && !mayReEnroll(request)) return 'previously_enrolled'
  if (compiled.suppression?.matches(record, now))
    return suppressionOf(compiled) === 'suppression_list' ? 'suppressed' : 'meets_unenrollment_criteria'
  if (wouldLeaveAtOnce(request, now)) return 'meets_unenrollment_criteria'
  if (compiled.goal?.matches(record, now)) return 'goal_met'
  return closesLoop(request.chain, compiled.workflowId, record.id) ? 'loop_stopped' : null
}

/**
 * W-ENR-3: any earlier enrollment counts. For criteria, so does having met them when the workflow was turned on (W-PUB-11,
 * W-PUB-13): the record meets them *again*. An event is nothing that a record meets.
 */
function wasHereBefore({ source, event }: EnrollRequest, entry: Entry | undefined): boolean {
  if (!entry) return false
  return entry.enrollments > 0 || (source.type === 'TRIGGER' && event === undefined && entry.metAtTurnOn)
}

function mayReEnroll({ workflow }: EnrollRequest): boolean {
  const { trigger } = workflow.compiled
  return trigger.kind !== 'unsupported' && trigger.reEnroll
}

/** W-MAN-12: enrolled by hand, but outside the criteria it would be unenrolled for: it runs no action. */
function wouldLeaveAtOnce({ workflow, record, source }: EnrollRequest, now: number): boolean {
  const { trigger } = workflow.compiled
  if (trigger.kind !== 'filter' || !trigger.unenrollWhenNotMatching) return false
  const byHand = source.type === 'MANUAL' || source.type === 'WORKFLOW'
  return byHand && !trigger.filter.matches(record, now)
}
