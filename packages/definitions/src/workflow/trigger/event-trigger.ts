// EVENT_BASED: enrolls when something happens (W-EVS); one switch says whether it does so again (W-EVS-8, W-REN-22).
import { mostFilters } from '@millrace/filters'
import type { Checking } from '../checking.js'
import type { EnrollingEvent, Trigger } from '../compiled-workflow.js'
import { everyFilter } from '../criteria-of.js'
import type { EnrollmentCriteria } from '../flow.js'
import { enrollingEvents } from './enrolling-events.js'
import { listMoves } from './list-moves.js'

const at = 'enrollmentCriteria'

/** Alternatives that cannot be compiled are left out with their reasons noted: the others still enroll. */
export function eventTrigger(criteria: EnrollmentCriteria, checking: Checking): Trigger {
  const { eventFilterBranches: events, listMembershipFilterBranches: lists, refinementCriteria } = criteria
  const on = [
    ...alternatives(events, 'eventFilterBranches', enrollingEvents, checking),
    ...alternatives(lists, 'listMembershipFilterBranches', listMoves, checking),
  ]
  if ((events ?? []).length + (lists ?? []).length === 0)
    checking.issue('MISSING_FIELD', `${at}.eventFilterBranches`, 'The events that enroll are missing.')
  limitFilters(criteria, checking)
  const refinement = hasFilters(refinementCriteria)
    ? checking.filter(refinementCriteria, `${at}.refinementCriteria`)
    : undefined
  // Whom the extra criteria would keep out cannot be told any more: then nobody enters.
  if (refinement === null) return { kind: 'unsupported', reason: 'The extra criteria cannot be evaluated.' }
  return { kind: 'event', on, refinement: refinement ?? null, reEnroll: criteria.shouldReEnroll === true }
}

function alternatives(
  branches: readonly unknown[] | null | undefined,
  member: string,
  compile: (branch: unknown, field: string, checking: Checking) => EnrollingEvent[],
  checking: Checking,
): EnrollingEvent[] {
  return (branches ?? []).flatMap((branch, index) => compile(branch, `${at}.${member}[${index}]`, checking))
}

/** An `OR` with nothing in it says nothing. */
function hasFilters(branch: unknown): boolean {
  return filtersIn(branch) > 0
}

/** W-TRG-12, W-EVT-60: conditions on events count with the others. */
function limitFilters(criteria: EnrollmentCriteria, checking: Checking): void {
  const { eventFilterBranches, listMembershipFilterBranches, refinementCriteria } = criteria
  const branches = [
    ...(eventFilterBranches ?? []),
    ...(listMembershipFilterBranches ?? []),
    refinementCriteria,
  ]
  const count = branches.reduce<number>((all, branch) => all + filtersIn(branch), 0)
  if (count <= mostFilters) return
  const message = `The triggers have ${count} filters; at most ${mostFilters} are allowed.`
  checking.issue('FILTER_TOO_MANY', at, message)
}

function filtersIn(branch: unknown): number {
  return [...everyFilter(branch, '')].filter(({ kind }) => kind === 'filter').length
}
