import type { CanonicalValue, EventValues } from '@millrace/model'

/** What an enrollment carries from step to step; NULL in its row while there is nothing to say. */
export interface EnrollmentContext {
  /** How often it has been at each action (W-ENG-4). */
  readonly visits?: Readonly<Record<string, number>>
  /** Outputs by action id, then by name; an action that was skipped or failed has none (A-GEN-13). */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, CanonicalValue>>>>
  /** Whether it has waited: a wait cuts the chain of causes (W-ENR-13). */
  readonly waited?: boolean
  /** Another enrollment waits for its end, which is to be told (A-FLW-10). */
  readonly awaited?: boolean
  /** The windows of the workflow keep it before its action until the moment, epoch ms (W-SET-7). */
  readonly held?: { readonly until: number; readonly because: 'outside_window' | 'blocked_date' }
  /** What enrolled it, as it was then (W-ENG-7, W-EVS-17). */
  readonly event?: EventSnapshot
}

export interface EventSnapshot {
  readonly eventTypeId: string
  readonly properties: EventValues
}

/** Why an enrollment ended (W-UNA-12). */
export const endReasons = [
  'completed',
  'goal_met',
  'suppression_list',
  'unenrollment_criteria',
  'no_longer_meets_criteria',
  'enrolled_in_other_workflow',
  'manual',
  'api',
  'action',
  'action_in_other_workflow',
  'record_deleted',
  'record_merged',
  'workflow_deleted',
  'error_stop',
  'loop_guard',
] as const
export type EndReason = (typeof endReasons)[number]

export const endStates = ['completed', 'goal_met', 'unenrolled', 'failed'] as const
export type EndState = (typeof endStates)[number]
