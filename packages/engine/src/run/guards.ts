import type { CompiledWorkflow, Step } from '@millrace/definitions'
import type { CompiledFilter, Reads } from '@millrace/filters'
import type { EndReason, EndState } from '@millrace/store'
import type { WaveMember } from './wave-member.js'

interface Leave {
  readonly endState: EndState
  readonly reason: EndReason
}

/**
 * W-GOAL-3, W-SUP-7, W-UNO-3, W-UNE-2: asked at the first step of a wave, and before each step that follows a write
 * that a guard reads. null: goes on.
 */
export function asksToLeave(member: WaveMember, now: number): Leave | null {
  if (!member.guardsDue) return null
  member.guardsDue = false
  const { workflow, record } = member
  if (workflow.suppression?.matches(record, now))
    return { endState: 'unenrolled', reason: suppressionOf(workflow) }
  if (workflow.goal?.matches(record, now)) return { endState: 'goal_met', reason: 'goal_met' }
  return leftTriggers(member, now)
}

/** Contact workflows name suppression lists, the others criteria (W-SUP, W-UNO). */
export function suppressionOf({ objectTypeId }: CompiledWorkflow): EndReason {
  return objectTypeId === '0-1' ? 'suppression_list' : 'unenrollment_criteria'
}

function leftTriggers(member: WaveMember, now: number): Leave | null {
  const { trigger } = member.workflow
  if (trigger.kind !== 'filter' || !trigger.unenrollWhenNotMatching) return null
  const met = member.metTriggers
  member.metTriggers = trigger.filter.matches(member.record, now)
  return met && !member.metTriggers ? { endState: 'unenrolled', reason: 'no_longer_meets_criteria' } : null
}

/** True when a step writes something a guard of its workflow reads: the guards are asked again after it. */
export function touchesGuards(workflow: CompiledWorkflow, step: Step): boolean {
  const names = guardedProperties(workflow)
  for (const name of step.prepared.writes) if (names.has(name)) return true
  return false
}

export function guardsOf({ suppression, goal, trigger }: CompiledWorkflow): readonly CompiledFilter[] {
  const triggers = trigger.kind === 'filter' && trigger.unenrollWhenNotMatching ? trigger.filter : null
  return [suppression, goal, triggers].filter((filter) => filter !== null)
}

const guarded = new WeakMap<CompiledWorkflow, ReadonlySet<string>>()

function guardedProperties(workflow: CompiledWorkflow): ReadonlySet<string> {
  let names = guarded.get(workflow)
  if (!names) {
    names = new Set(guardsOf(workflow).flatMap(({ reads }) => namesIn(reads)))
    guarded.set(workflow, names)
  }
  return names
}

/** Names read of any record, associated ones too: a step may write to one of those. */
function namesIn({ properties, history, associations }: Reads): string[] {
  return [...properties, ...history, ...associations.flatMap(({ reads }) => namesIn(reads))]
}
