import { isObject, Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import { scheduleOf } from './schedule-of.js'

const eventMembers = ['eventFilterBranches', 'listMembershipFilterBranches'] as const

/** A workflow enrolls in one way at a time: the trigger that does not go with the others is named (W-TRG-9, W-TRG-15). */
export function mixedKinds(flow: Flow): Problem[] {
  const { enrollmentCriteria: criteria } = flow
  if (!criteria) return []
  const at = 'enrollmentCriteria'
  if (criteria.type === 'EVENT_BASED') {
    const message = 'A workflow that events enroll has no schedule.'
    const schedule = scheduleOf(flow)
    if (schedule) return [mixed(schedule.field, message)]
    const filters =
      'Events and filters do not enroll together; filters on who enrolls stand in refinementCriteria.'
    return hasContent(criteria.listFilterBranch) ? [mixed(`${at}.listFilterBranch`, filters)] : []
  }
  return eventMembers.flatMap((member) => {
    const message = `A workflow whose triggers are of the type ${criteria.type} has no events among them.`
    return (criteria[member] ?? []).length > 0 ? [mixed(`${at}.${member}[0]`, message)] : []
  })
}

function mixed(field: string, message: string): Problem {
  return new Problem('WORKFLOW_INVALID', message, { field })
}

/** An empty root stands in documents that mean nothing by it. */
function hasContent(branch: unknown): boolean {
  if (!isObject(branch)) return false
  return [branch.filters, branch.filterBranches].some(
    (members) => Array.isArray(members) && members.length > 0,
  )
}
