import { isLiving, type Standing } from '@millrace/store'
import type { Building } from './building.js'
import { guardsOf, type Signal } from './signal.js'

export type Step = Extract<Signal, { kind: 'enter' | 'leave' }>

/**
 * Of the signals of one record and workflow those that do something, given where the record stood: who is inside does not
 * enter (W-REN-6), who was inside before enters only by a re-enrollment trigger (W-ENR-1, W-PUB-11), who is outside does
 * not leave.
 */
export function effective(
  signals: readonly Signal[],
  standing: Standing | undefined,
  building: Building,
  now: number,
): Step[] {
  const steps: Step[] = []
  let known = standing?.known ?? false
  let entered = (standing?.lastEnrolledAt ?? null) !== null
  let inside = standing !== undefined && standing.enrollmentId !== null
  for (const signal of signals) {
    if (signal.kind === 'baseline') known = true
    else if (signal.kind === 'enter') {
      if (inside || !mayEnter(signal, { known, entered }, standing, building)) continue
      steps.push(signal)
      known = entered = true
      // Whoever enters an empty flow is through it at once.
      inside = signal.workflow.compiled.startActionId !== null
    } else if (inside && (steps.length > 0 || concerns(signal, standing, now))) {
      steps.push(signal)
      inside = false
    }
  }
  return steps
}

function mayEnter(
  signal: Extract<Signal, { kind: 'enter' }>,
  { known, entered }: { readonly known: boolean; readonly entered: boolean },
  standing: Standing | undefined,
  building: Building,
): boolean {
  if (signal.by === 'occurrence') return true
  if (signal.by === 'event') return !entered || reEnrolls(signal.workflow)
  if (signal.by === 'transition') return !known
  const startedAt = building.publicationOf(signal.workflow)?.startedAt ?? 0
  return (standing?.lastEnrolledAt ?? Number.NEGATIVE_INFINITY) < startedAt
}

/** W-EVS-8. What the record was at the turn-on says nothing about events. */
function reEnrolls({ compiled: { trigger } }: Signal['workflow']): boolean {
  return 'reEnroll' in trigger && trigger.reEnroll
}

/**
 * Whether a reason to leave concerns the enrollment that is active now: it was inside when the reason arose, or the reason
 * still holds. Somebody who entered after it passed has been asked every guard already, and stays.
 */
function concerns(
  signal: Extract<Signal, { kind: 'leave' }>,
  standing: Standing | undefined,
  now: number,
): boolean {
  const { since } = signal
  if (since === null) return true
  const entered = standing?.entered ?? null
  const cameBefore =
    entered !== null &&
    ('version' in entered ? entered.version < since.version : entered.epoch <= since.epoch)
  return cameBefore || holds(signal, now)
}

function holds({ workflow, record, by }: Extract<Signal, { kind: 'leave' }>, now: number): boolean {
  const { trigger } = workflow.compiled
  if (by === 'no_longer_meets')
    return !isLiving(record) || (trigger.kind === 'filter' && !trigger.filter.matches(record, now))
  return guardsOf(workflow).some((guard) => guard.by === by && guard.filter.matches(record, now))
}
