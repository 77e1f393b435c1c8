// Where criteria stand in a flow.
import { branchesOf } from '@millrace/actions'
import { isObject } from '@millrace/model'
import type { Flow } from './flow.js'

export interface Criteria {
  /** `enrollmentCriteria.listFilterBranch`, `actions[3].listBranches[0].filterBranch` … */
  readonly field: string
  readonly branch: unknown
}

/** Every criteria tree of the flow. */
export function criteriaOf(flow: Flow): Criteria[] {
  return [
    ...enrollmentCriteriaOf(flow),
    ...present('goalFilterBranch', flow.goalFilterBranch),
    ...present('suppressionFilterBranch', flow.suppressionFilterBranch),
    ...flow.actions.flatMap((action, index) => [
      ...branchesOf(action, 'listBranches').flatMap((branch, nth) =>
        present(`actions[${index}].listBranches[${nth}].filterBranch`, branch.filterBranch),
      ),
      ...list(`actions[${index}].fields.event_filter_branches`, action.fields?.event_filter_branches),
    ]),
  ]
}

function enrollmentCriteriaOf({ enrollmentCriteria }: Flow): Criteria[] {
  if (!enrollmentCriteria) return []
  const at = 'enrollmentCriteria'
  return [
    ...present(`${at}.listFilterBranch`, enrollmentCriteria.listFilterBranch),
    ...present(`${at}.refinementCriteria`, enrollmentCriteria.refinementCriteria),
    ...list(`${at}.eventFilterBranches`, enrollmentCriteria.eventFilterBranches),
    ...list(`${at}.listMembershipFilterBranches`, enrollmentCriteria.listMembershipFilterBranches),
    ...list(
      `${at}.reEnrollmentTriggersFilterBranches`,
      enrollmentCriteria.reEnrollmentTriggersFilterBranches,
    ),
  ]
}

function present(field: string, branch: unknown): Criteria[] {
  return branch === undefined || branch === null ? [] : [{ field, branch }]
}

function list(field: string, branches: unknown): Criteria[] {
  return Array.isArray(branches)
    ? branches.flatMap((branch, index) => present(`${field}[${index}]`, branch))
    : []
}

export interface FilterPlace {
  readonly kind: 'branch' | 'filter'
  readonly field: string
  readonly json: Readonly<Record<string, unknown>>
  /** It stands somewhere under a branch of events. */
  readonly insideEvents: boolean
}

/** Every branch and filter of a tree, the root left out. */
export function* everyFilter(branch: unknown, field: string, insideEvents = false): Generator<FilterPlace> {
  if (!isObject(branch)) return
  const inside = insideEvents || branch.filterBranchType === 'UNIFIED_EVENTS'
  const { filters, filterBranches } = branch
  for (const [index, json] of (Array.isArray(filters) ? filters : []).entries()) {
    if (isObject(json))
      yield { kind: 'filter', field: `${field}.filters[${index}]`, json, insideEvents: inside }
  }
  for (const [index, json] of (Array.isArray(filterBranches) ? filterBranches : []).entries()) {
    const at = `${field}.filterBranches[${index}]`
    if (!isObject(json)) continue
    yield { kind: 'branch', field: at, json, insideEvents: inside }
    yield* everyFilter(json, at, inside)
  }
}
