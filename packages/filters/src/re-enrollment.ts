// Which filters may re-enroll a record, and why the others may not (W-REN-9 to W-REN-19).
import { findProperty } from '@millrace/model'
import type { FilterContext } from './compiled.js'
import type { Filter, Operation } from './filter.js'

export type ReEnrollmentEligibility =
  | { readonly eligible: true }
  /** One sentence for the editor, which disables the box (W-REN-18). */
  | { readonly eligible: false; readonly reason: string }

const yes: ReEnrollmentEligibility = { eligible: true }
const no = (reason: string): ReEnrollmentEligibility => ({ eligible: false, reason })

/** Activities whose every new occurrence counts (W-REN-17); their negations have no occurrence. */
const activities: ReadonlySet<string> = new Set([
  'FORM_SUBMISSION',
  'FORM_SUBMISSION_ON_PAGE',
  'PAGE_VIEW',
  'CTA',
  'EMAIL_EVENT',
  'UNIFIED_EVENTS',
])

const reasonsByType: Readonly<Record<string, string>> = {
  ASSOCIATION: 'Lists of associated records cannot re-enroll.',
  PRIVACY: 'Privacy consent cannot re-enroll.',
  CONSTANT: 'A constant never comes to be true.',
}

/** Operators whose coming true is an occurrence: neither negative nor about the past (W-REN-16, W-REN-17). */
const eligibleOperators: ReadonlySet<string> = new Set([
  'IS_KNOWN',
  'IS_EQUAL_TO',
  'CONTAINS',
  'CONTAINS_EXACTLY',
  'STARTS_WITH',
  'ENDS_WITH',
  'IS_ANY_OF',
  'IS_EXACTLY',
  'CONTAINS_ALL',
  'IS_GREATER_THAN',
  'IS_GREATER_THAN_OR_EQUAL_TO',
  'IS_LESS_THAN',
  'IS_LESS_THAN_OR_EQUAL_TO',
  'IS_BETWEEN',
  'IS_BEFORE',
  'IS_BEFORE_DATE',
  'IS_AFTER',
  'IS_AFTER_DATE',
])

const relativeTypes: ReadonlySet<string> = new Set([
  'ROLLING_DATE_RANGE',
  'CALENDAR_DATE',
  'ROLLING_PROPERTY_UPDATED',
  'COMPARATIVE_PROPERTY_UPDATED',
])

/** Whether a filter of the enrollment triggers may also re-enroll. `associated`: it stands in an associated-record branch. */
export function reEnrollmentEligibility(
  filter: Filter,
  context: Pick<FilterContext, 'catalogue' | 'objectTypeId'>,
  associated = false,
): ReEnrollmentEligibility {
  if (associated) return no('Properties of associated records cannot re-enroll.') // W-REN-12
  if (filter.filterType === 'PROPERTY') return propertyEligibility(filter, context)
  if (filter.filterType === 'IN_LIST') return listEligibility(filter)
  if (!activities.has(filter.filterType))
    return no(reasonsByType[filter.filterType] ?? 'This kind of filter cannot re-enroll.')
  return /^NOT_|_NOT_/.test(filter.operator ?? '') ? no('What did not happen cannot re-enroll.') : yes
}

/** Joining a list re-enrolls, of every object type (W-REN-8, W-REN-19). */
function listEligibility({ operator, metadata }: Filter): ReEnrollmentEligibility {
  if (metadata?.inListType !== undefined) return no('Workflow status and imports cannot re-enroll.')
  return operator === 'IN_LIST' ? yes : no('Leaving a list cannot re-enroll.')
}

function propertyEligibility(
  filter: Filter,
  { catalogue, objectTypeId }: Pick<FilterContext, 'catalogue' | 'objectTypeId'>,
): ReEnrollmentEligibility {
  const { operation } = filter
  const property = findProperty(catalogue, objectTypeId, filter.property ?? '')
  if (!property || !operation) return no('The property is not known.')
  if (property.calculated) return no('Calculated properties cannot re-enroll.')
  if (isRelative(operation)) return no('Conditions on the clock cannot re-enroll.')
  return eligibleOperators.has(operation.operator)
    ? yes
    : no('Negative and history operators cannot re-enroll.')
}

/** Relative to now or to a last update: only absolute dates are eligible. */
function isRelative(operation: Operation): boolean {
  if (relativeTypes.has(operation.operationType) || operation.propertyParser === 'UPDATED_AT') return true
  return [operation.timePoint, operation.lowerBoundTimePoint, operation.upperBoundTimePoint].some(
    (point) =>
      typeof point === 'object' && point !== null && 'timeType' in point && point.timeType === 'INDEXED',
  )
}
