import type { CompiledFilter } from '@millrace/filters'
import type { Chain, EventValues, Lane } from '@millrace/model'
import type { EventNamed, LiveWorkflow, PendingChange, StoredRecord } from '@millrace/store'

/** Why somebody leaves at this moment; the words of W-UNA-12. */
export type LeaveSignal = 'goal_met' | 'suppressed' | 'no_longer_meets'

/** Why somebody may enter. */
export type EnterSignal =
  /** Moved from not matching to matching (W-FLS-1): counts for a first enrollment. */
  | 'transition'
  /** A selected re-enrollment trigger happened while the criteria are met (W-REN-2, W-REN-4). */
  | 'occurrence'
  /** Met the triggers when the workflow was turned on, seen by undoing what came since (W-PUB-8). */
  | 'existing'
  /** An event that its trigger names happened to it, and it passed the extra criteria then (W-EVS-4, W-EVS-6). */
  | 'event'

interface Common {
  readonly workflow: LiveWorkflow
  readonly record: StoredRecord
  /** The change it comes from; null: it is so at this moment. */
  readonly since: Pick<PendingChange, 'version' | 'epoch'> | null
  readonly lane: Lane
  readonly chain: Chain
}

/** What one change means to one workflow; signals of a record and workflow stand in order of version. */
export type Signal =
  | (Common & {
      readonly kind: 'enter'
      readonly by: Exclude<EnterSignal, 'event'>
      readonly group: number | null
    })
  | (Common & { readonly kind: 'enter'; readonly by: 'event'; readonly event: Happened })
  | (Common & { readonly kind: 'leave'; readonly by: LeaveSignal })
  /** Met the triggers at turn-on, and existing records were not to enroll (W-PUB-13). */
  | (Common & { readonly kind: 'baseline' })

/** An event as whoever it enrolls keeps it. */
export interface Happened extends EventNamed {
  readonly properties: EventValues
}

/** A goal, suppression or unenrollment filter, and what meeting it means. */
export interface Guard {
  readonly filter: CompiledFilter
  readonly by: LeaveSignal
}

export function guardsOf({ compiled }: LiveWorkflow): readonly Guard[] {
  const guards: Guard[] = []
  if (compiled.suppression) guards.push({ filter: compiled.suppression, by: 'suppressed' })
  if (compiled.goal) guards.push({ filter: compiled.goal, by: 'goal_met' })
  return guards
}
