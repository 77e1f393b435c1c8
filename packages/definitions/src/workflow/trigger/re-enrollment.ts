// Which criteria re-enroll (W-REN-2 to W-REN-19; api.md 4.3).
import type { Checking } from '../checking.js'
import type { ReEnrollmentTrigger } from '../compiled-workflow.js'
import { everyFilter } from '../criteria-of.js'
import type { EnrollmentCriteria } from '../flow.js'
import { isObject } from '../normalise-flow.js'

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
    `Re-enrollment by ${String(filter.filterType)} is not supported yet.`,
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

/** W-REN-17, by operator; the others are not eligible (W-REN-16). */
const eligibleOperators: ReadonlySet<unknown> = new Set([
  'IS_KNOWN',
  'IS_NOT_BLANK',
  'IS_EQUAL_TO',
  'IS_ANY_OF',
  'IS_EXACTLY',
  'CONTAINS',
  'CONTAINS_ALL',
  'CONTAINS_EXACTLY',
  'STARTS_WITH',
  'ENDS_WITH',
  'IS_GREATER_THAN',
  'IS_GREATER_THAN_OR_EQUAL_TO',
  'IS_LESS_THAN',
  'IS_LESS_THAN_OR_EQUAL_TO',
  'IS_BETWEEN',
  'IS_BEFORE',
  'IS_AFTER',
  'IS_BEFORE_DATE',
  'IS_AFTER_DATE',
])

const positiveBranches: ReadonlySet<unknown> = new Set(['AND', 'OR'])

/** The record's own positive property conditions; those of associated records are not eligible (W-REN-12). */
function eligibleOf(branch: unknown, checking: Checking): ReEnrollmentTrigger[] {
  const filters = [...everyFilter(ownPart(branch), '')].filter((place) => place.kind === 'filter')
  return filters.flatMap(({ json }) => {
    const { operation, property } = json
    if (json.filterType !== 'PROPERTY' || typeof property !== 'string' || !isObject(operation)) return []
    if (!eligibleOperators.has(operation.operator) || operation.includeObjectsWithNoValueSet === true)
      return []
    return triggerOf(property, operation, 'enrollmentCriteria.listFilterBranch', checking)
  })
}

/** The tree without its negated, associated and event branches. */
function ownPart(branch: unknown): unknown {
  if (!isObject(branch) || !positiveBranches.has(branch.filterBranchType)) return null
  const nested = Array.isArray(branch.filterBranches) ? branch.filterBranches : []
  return { ...branch, filterBranches: nested.map(ownPart).filter((kept) => kept !== null) }
}
