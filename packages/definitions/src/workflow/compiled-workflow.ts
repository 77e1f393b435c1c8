// CONTRACT. A revision as the engine runs it: compiled once per (account, workflow, revision, epoch), then immutable.
import type { Action, ActionNode, EdgeKey, Prepared } from '@millrace/actions'
import type { CompiledFilter, Reads } from '@millrace/filters'
import type { EventType, ExecutionWindows, Property, Schedule } from '@millrace/model'

export interface Step {
  readonly actionId: string
  readonly action: Action
  readonly node: ActionNode
  readonly prepared: Prepared
  /** Where each edge leads; null: the path ends there as completed (A-BRC-3, A-FLW-14). GOTO and STANDARD run alike. */
  readonly edges: ReadonlyMap<EdgeKey, string | null>
  /** `millrace.onFailure`: A-GEN-14. */
  readonly stopOnFailure: boolean
}

export type Trigger =
  /** LIST_BASED: enrolls on the transition to matching. */
  | {
      readonly kind: 'filter'
      readonly filter: CompiledFilter
      readonly reEnroll: boolean
      /** With `reEnroll`: filters whose occurrence re-enrolls (W-REN-2 to 4); empty when off. */
      readonly reEnrollOn: readonly ReEnrollmentTrigger[]
      /** W-UNE-2. */
      readonly unenrollWhenNotMatching: boolean
    }
  /** Enrolls at moments whoever meets the criteria then, again at every run (W-SCH-15, W-SCH-17). */
  | {
      readonly kind: 'schedule'
      readonly schedule: Schedule
      /** null: everybody whose turn it is. */
      readonly filter: CompiledFilter | null
      /** By hand (W-MAN-10). */
      readonly reEnroll: boolean
    }
  /** EVENT_BASED: enrolls whenever something happens that is one of `on`, to a record that passes `refinement` then. */
  | {
      readonly kind: 'event'
      readonly on: readonly EnrollingEvent[]
      /** W-EVS-6; null: every record passes. */
      readonly refinement: CompiledFilter | null
      /** W-EVS-8: each occurrence re-enrolls, or none does. */
      readonly reEnroll: boolean
    }
  | { readonly kind: 'manual'; readonly reEnroll: boolean }
  /** Parsed and kept, not executed yet; blocks publishing. */
  | { readonly kind: 'unsupported'; readonly reason: string }

/** One of several alternatives (W-EVS-4). */
export interface EnrollingEvent {
  readonly type: EventType
  /** On the event's own properties, seen as a record (W-EVS-5); null: any such event. */
  readonly filter: CompiledFilter | null
  /** Of `4-655002`: whose changes count. */
  readonly property: Property | null
  /** Of a list joined or left: which lists it names. */
  readonly lists: readonly number[]
}

/** A property changed so that `filter` is met now; `anyChange`: every change to a known value counts (W-REN-9). */
export interface ReEnrollmentTrigger {
  readonly property: string
  readonly filter: CompiledFilter | null
  readonly anyChange: boolean
}

export interface CompiledWorkflow {
  readonly accountId: number
  readonly workflowId: number
  readonly revisionId: number
  readonly objectTypeId: string
  readonly isEnabled: boolean
  readonly timeZone: string
  /** When its actions may run, but for delays and branches; null: at any time (W-SET-3, W-SET-9). */
  readonly windows: ExecutionWindows | null
  /** When it turns itself off, epoch ms (W-SET-20). */
  readonly turnsOffAt: number | null
  readonly trigger: Trigger
  /** null: an empty flow; whoever enrolls completes at once. */
  readonly startActionId: string | null
  readonly steps: ReadonlyMap<string, Step>
  /** Contact flows: goalFilterBranch (W-GOAL). */
  readonly goal: CompiledFilter | null
  /** Platform flows: suppressionFilterBranch (W-UNO); contact flows: members of suppressionListIds (W-SUP). */
  readonly suppression: CompiledFilter | null
  /** Contact flows: unEnrollmentSetting (W-UNE-7). */
  readonly unenrollFromOthers: 'none' | 'all' | readonly number[]
  /** Contact flows: what a merge makes of the survivor's values enrolls it like any other change (W-SET-24). */
  readonly enrollsMerged: boolean
  /** Everything the trigger, the guards and every step read or write of the enrolled record: must be hot. */
  readonly hotProperties: ReadonlySet<string>
  /** What the evaluator must watch for this workflow: trigger, re-enrollment, goal, suppression. */
  readonly watches: Reads
  /** What its criteria ask, watched or not: those of a schedule are asked at its runs only. */
  readonly asks: Reads
}
