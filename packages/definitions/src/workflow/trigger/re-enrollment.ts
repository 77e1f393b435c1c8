// Which criteria re-enroll (W-REN-2 to W-REN-19; api.md 4.3).
import {
  type Filter,
  type FilterBranch,
  memberText,
  parseFilter,
  reEnrollmentEligibility,
} from '@millrace/filters'
import { isObject } from '@millrace/model'
import type { Checking } from '../checking.js'
import type { ReEnrollmentTrigger } from '../compiled-workflow.js'
import type { EnrollmentCriteria } from '../flow.js'

type Json = Readonly<Record<string, unknown>>

const at = 'enrollmentCriteria.reEnrollmentTriggersFilterBranches'

/**
 * The chosen triggers. Where none is named although re-enrollment is on, every eligible one of the criteria counts: a
 * missing member means unknown, never empty (api.md 4.8).
 */
export function reEnrollmentTriggers(
  criteria: EnrollmentCriteria,
  checking: Checking,
): ReEnrollmentTrigger[] {
  const branches = criteria.reEnrollmentTriggersFilterBranches ?? []
  if (branches.length === 0) return eligibleOf(criteria.listFilterBranch, checking)
  return branches.flatMap((branch, index) => chosen(branch, `${at}[${index}]`, checking))
}

/** An `AND` of `hs_name` and `hs_value`, or ordinary filters. */
function chosen(branch: unknown, field: string, checking: Checking): ReEnrollmentTrigger[] {
  const filters = isObject(branch) && Array.isArray(branch.filters) ? branch.filters.filter(isObject) : []
  const named = filters.find((filter) => filter.property === 'hs_name')
  if (!named)
    return filters.flatMap((filter, index) => ordinary(filter, `${field}.filters[${index}]`, checking))
  const property = isObject(named.operation)
    ? (named.operation.value ?? firstOf(named.operation.values))
    : undefined
  if (typeof property !== 'string' || property === '') {
    checking.issue('FILTER_INVALID', `${field}.filters`, 'The property that re-enrolls is not named.')
    return []
  }
  const value = filters.find((filter) => filter.property === 'hs_value')
  return triggerOf(property, value?.operation ?? isKnown, field, checking)
}

function firstOf(values: unknown): unknown {
  return Array.isArray(values) ? values[0] : undefined
}

const isKnown: Json = { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' }

function ordinary(filter: Json, field: string, checking: Checking): ReEnrollmentTrigger[] {
  if (filter.filterType === 'PROPERTY' && typeof filter.property === 'string')
    return triggerOf(filter.property, filter.operation, field, checking)
  checking.issue(
    'FILTER_UNSUPPORTED',
    field,
    `Re-enrollment by ${memberText(filter.filterType)} is not supported yet.`,
  )
  return []
}

function triggerOf(
  property: string,
  operation: unknown,
  field: string,
  checking: Checking,
): ReEnrollmentTrigger[] {
  const filter = checking.filter(conditionOn(property, operation), field)
  const operator = isObject(operation) ? operation.operator : undefined
  // W-REN-9: "is known" fires at every change from one value to another.
  return filter
    ? [{ property, filter, anyChange: operator === 'IS_KNOWN' || operator === 'IS_NOT_BLANK' }]
    : []
}

function conditionOn(property: string, operation: unknown): Json {
  return {
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [{ filterType: 'PROPERTY', property, operation }],
  }
}

const positiveBranches: ReadonlySet<unknown> = new Set(['AND', 'OR'])

/** The record's own positive property conditions; those of associated records are not eligible (W-REN-12, W-REN-17). */
function eligibleOf(criteria: unknown, checking: Checking): ReEnrollmentTrigger[] {
  const parsed = parseFilter(criteria)
  if (!parsed.ok) return []
  return ownFilters(parsed.branch).flatMap((filter) => {
    const { filterType, property, operation } = filter
    if (filterType !== 'PROPERTY' || property === undefined || operation === undefined) return []
    if (!reEnrollmentEligibility(filter, checking.filters).eligible) return []
    return triggerOf(property, operation, 'enrollmentCriteria.listFilterBranch', checking)
  })
}

/** The filters of the tree without its negated, associated and event branches. */
function ownFilters(branch: FilterBranch): readonly Filter[] {
  if (!positiveBranches.has(branch.filterBranchType)) return []
  return [...branch.filters, ...branch.filterBranches.flatMap(ownFilters)]
}
