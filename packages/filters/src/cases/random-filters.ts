// Random filters and trees over the case catalogue.
import type { Property } from '@millrace/model'
import fc from 'fast-check'
import { property } from './case.js'
import { choices, contactProperties, dates, instants, kinds, numbers, texts } from './random-specimens.js'

const named = (type: Property['type'], multi = false) =>
  fc.constantFrom(
    ...contactProperties
      .filter((each) => each.type === type && (!multi || each.fieldType === 'checkbox'))
      .map(({ name }) => name),
  )
const withFlag = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ includeObjectsWithNoValueSet: fc.boolean(), ...members })

function filterOf(
  name: fc.Arbitrary<string>,
  operationType: string,
  operators: string,
  members: Record<string, fc.Arbitrary<unknown>>,
) {
  return fc
    .tuple(name, fc.constantFrom(...operators.split(' ')), withFlag(members))
    .map(([property_, operator, rest]) => property(property_, operationType, operator, rest))
}

const equality = 'IS_EQUAL_TO IS_NOT_EQUAL_TO HAS_EVER_BEEN_EQUAL_TO HAS_NEVER_BEEN_EQUAL_TO'
const someTexts = fc.array(texts, { minLength: 1, maxLength: 3 })
const calendarDay = dates.map((date) => {
  const at = new Date(date)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
})
const small = fc.integer({ min: -3, max: 3 })
const zoneId = fc.constantFrom('Europe/Berlin', 'US/Eastern', 'UTC', 'Asia/Kathmandu')
const clock = fc.record(
  { hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) },
  { requiredKeys: [] },
)
const timePoints = fc.oneof(
  fc
    .tuple(calendarDay, clock, zoneId)
    .map(([date, time, zone]) => ({ timeType: 'DATE', ...date, ...time, zoneId: zone })),
  fc
    .record({
      referenceType: fc.constantFrom(
        'NOW',
        'TODAY',
        'WEEK',
        'MONTH',
        'QUARTER',
        'YEAR',
        'FISCAL_QUARTER',
        'FISCAL_YEAR',
      ),
      offset: fc.record(
        { years: small, quarters: small, months: small, weeks: small, days: small, hours: small },
        { requiredKeys: [] },
      ),
      place: fc.record({ day: fc.integer({ min: 1, max: 31 }), month: fc.integer({ min: 1, max: 12 }) }),
      clock,
      zoneId,
    })
    .map(({ referenceType, offset, place, clock: time, zoneId: zone }) => ({
      timeType: 'INDEXED',
      indexReference: { referenceType, dayOfWeek: 'THURSDAY', ...place, ...time },
      offset,
      zoneId: zone,
    })),
  fc
    .tuple(
      fc.constantFrom('birthday', 'renewal', 'seen', 'called'),
      fc.constantFrom('VALUE', 'UPDATED_AT'),
      zoneId,
    )
    .map(([name, referenceType, zone]) => ({
      timeType: 'PROPERTY_REFERENCED',
      property: name,
      referenceType,
      zoneId: zone,
    })),
)
const behavior = fc.constantFrom('INCLUSIVE', 'EXCLUSIVE')
const dateName = fc.oneof(
  named('date'),
  named('datetime'),
  fc.constantFrom('createdate', 'hs_lastmodifieddate'),
)
const storedDateName = fc.oneof(named('date'), named('datetime'))
const anyName = fc.constantFrom(
  ...contactProperties.filter(({ calculated }) => !calculated).map(({ name }) => name),
)
const amount = fc.integer({ min: 0, max: 40 })
const conversion = { requiresTimeZoneConversion: fc.boolean() }

const clockFilters = fc.oneof(
  filterOf(
    dateName,
    'ROLLING_DATE_RANGE',
    'IS_LESS_THAN_X_DAYS_AGO IS_MORE_THAN_X_DAYS_AGO IS_LESS_THAN_X_DAYS_FROM_NOW IS_MORE_THAN_X_DAYS_FROM_NOW',
    {
      numberOfDays: amount,
      timeUnit: fc.constantFrom('HOURS', 'DAYS', 'WEEKS', 'MONTHS'),
      ...conversion,
    },
  ),
  filterOf(
    dateName,
    'CALENDAR_DATE',
    'IN_THIS_TIME_UNIT IN_THIS_TIME_UNIT_SO_FAR IN_LAST_TIME_UNIT IN_NEXT_TIME_UNIT',
    {
      timeUnit: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'),
      timeUnitCount: fc.integer({ min: 1, max: 4 }),
      useFiscalYear: fc.boolean(),
    },
  ),
  filterOf(dateName, 'TIME_POINT', 'IS_BEFORE IS_AFTER', {
    timePoint: timePoints,
    endpointBehavior: behavior,
  }),
  filterOf(dateName, 'TIME_RANGED', 'IS_BETWEEN IS_NOT_BETWEEN', {
    lowerBoundTimePoint: timePoints,
    upperBoundTimePoint: timePoints,
    lowerBoundEndpointBehavior: behavior,
    upperBoundEndpointBehavior: behavior,
  }),
  filterOf(anyName, 'ROLLING_PROPERTY_UPDATED', 'UPDATED_IN_LAST_X_DAYS NOT_UPDATED_IN_LAST_X_DAYS', {
    numberOfDays: amount,
  }),
  filterOf(anyName, 'TIME_POINT', 'IS_BEFORE IS_AFTER', {
    propertyParser: fc.constant('UPDATED_AT'),
    timePoint: timePoints,
    endpointBehavior: behavior,
  }),
)

const propertyFilters = fc.oneof(
  filterOf(
    named('string'),
    'MULTISTRING',
    `${equality} CONTAINS DOES_NOT_CONTAIN STARTS_WITH ENDS_WITH CONTAINS_EXACTLY DOES_NOT_CONTAIN_EXACTLY HAS_EVER_CONTAINED HAS_NEVER_CONTAINED`,
    { values: someTexts },
  ),
  filterOf(
    named('string'),
    'COMPARATIVE_STRING',
    'IS_EQUAL_TO IS_NOT_EQUAL_TO CONTAINS DOES_NOT_CONTAIN STARTS_WITH ENDS_WITH',
    {
      comparisonPropertyName: named('string'),
      defaultComparisonValue: fc.option(texts),
    },
  ),
  filterOf(
    named('number'),
    'NUMBER',
    'IS_EQUAL_TO IS_NOT_EQUAL_TO IS_GREATER_THAN IS_GREATER_THAN_OR_EQUAL_TO IS_LESS_THAN IS_LESS_THAN_OR_EQUAL_TO',
    { value: numbers },
  ),
  filterOf(fc.constantFrom('score', 'visits'), 'NUMBER', 'HAS_EVER_BEEN_EQUAL_TO HAS_NEVER_BEEN_EQUAL_TO', {
    value: numbers,
  }),
  filterOf(named('number'), 'NUMBER_RANGED', 'IS_BETWEEN IS_NOT_BETWEEN', {
    lowerBound: numbers,
    upperBound: numbers,
  }),
  filterOf(
    named('number'),
    'COMPARATIVE_NUMBER',
    'IS_EQUAL_TO IS_NOT_EQUAL_TO IS_GREATER_THAN IS_LESS_THAN_OR_EQUAL_TO',
    {
      comparisonPropertyName: named('number'),
      defaultComparisonValue: fc.option(numbers),
    },
  ),
  filterOf(named('bool'), 'BOOL', equality, { value: fc.boolean() }),
  filterOf(named('bool'), 'COMPARATIVE_BOOL', 'IS_EQUAL_TO IS_NOT_EQUAL_TO', {
    comparisonPropertyName: named('bool'),
    defaultComparisonValue: fc.option(fc.boolean()),
  }),
  filterOf(
    fc.oneof(named('enumeration'), named('enumeration', true)),
    'ENUMERATION',
    'IS_ANY_OF IS_NONE_OF IS_EXACTLY IS_NOT_EXACTLY CONTAINS_ALL DOES_NOT_CONTAIN_ALL HAS_EVER_BEEN_ANY_OF HAS_NEVER_BEEN_ANY_OF HAS_EVER_BEEN_EXACTLY HAS_NEVER_BEEN_EXACTLY HAS_EVER_CONTAINED_ALL HAS_NEVER_CONTAINED_ALL',
    { values: choices },
  ),
  filterOf(
    fc.constant('owner'),
    'ENUMERATION',
    'IS_ANY_OF IS_NONE_OF HAS_EVER_BEEN_ANY_OF HAS_NEVER_BEEN_ANY_OF',
    {
      values: fc.subarray(['17', '19', 'gone']),
      millrace: fc.record({
        users: fc.subarray(['ANY_ACTIVE_USER', 'ANY_DEACTIVATED_USER', 'CURRENT_USERS_TEAM'], {
          minLength: 1,
        }),
        currentUserId: fc.constantFrom('7', '9'),
      }),
    },
  ),
  filterOf(named('bool'), 'ENUMERATION', 'IS_ANY_OF IS_NONE_OF', {
    values: fc.constantFrom(['true'], ['false'], ['true', 'false']),
  }),
  filterOf(dateName, 'DATE', 'IS_EQUAL_TO IS_NOT_EQUAL_TO IS_BEFORE IS_AFTER', {
    date: calendarDay,
    ...conversion,
  }).map(spread),
  filterOf(dateName, 'DATETIME', 'IS_EQUAL_TO IS_BEFORE_DATE IS_AFTER_DATE', {
    timestamp: fc.oneof(dates, instants),
    ...conversion,
  }),
  filterOf(dateName, 'RANGED_DATE', 'IS_BETWEEN IS_NOT_BETWEEN', {
    lowerBound: dates,
    upperBound: dates,
    ...conversion,
  }),
  filterOf(
    storedDateName,
    'COMPARATIVE_DATE',
    'IS_BEFORE IS_AFTER IS_EQUAL_TO IS_NOT_EQUAL_TO IS_WITHIN_X_DAYS_OF',
    {
      comparisonPropertyName: storedDateName,
      numberOfDays: amount,
    },
  ),
  filterOf(anyName, 'COMPARATIVE_PROPERTY_UPDATED', 'IS_BEFORE IS_AFTER', {
    comparisonPropertyName: anyName,
  }),
  filterOf(
    fc.oneof(anyName, fc.constantFrom('total', 'hs_object_id', 'createdate')),
    'ALL_PROPERTY',
    'IS_KNOWN IS_UNKNOWN IS_BLANK IS_NOT_BLANK',
    {},
  ),
  clockFilters,
)

/** Lifts the parts of a named day into the operation. */
function spread(filter: object): object {
  const { operation, ...rest } = filter as { operation: { date: object } }
  const { date, ...members } = operation
  return { ...rest, operation: { ...members, ...date } }
}

const memberFilters = fc.record({
  filterType: fc.constant('IN_LIST'),
  operator: fc.constantFrom('IN_LIST', 'NOT_IN_LIST'),
  listId: fc.constantFrom('7', '8'),
  metadata: fc.option(
    fc.oneof(
      fc.record({ id: fc.constantFrom('12', '13'), inListType: fc.constantFrom<string>(...kinds) }),
      fc.record({ id: fc.constantFrom('3', '4'), inListType: fc.constant('IMPORT') }),
    ),
    { nil: undefined },
  ),
})

const associatedListFilters = fc.record({
  filterType: fc.constant('ASSOCIATION'),
  operator: fc.constantFrom('IN_LIST', 'NOT_IN_LIST'),
  listId: fc.constantFrom('7', '8'),
  associationTypeId: fc.constantFrom(1, 279),
  associationCategory: fc.constant('HUBSPOT_DEFINED'),
})

const companyFilters = fc.array(propertyFilters, { minLength: 0, maxLength: 2 })
const associationBranches = fc
  .record({
    filters: companyFilters,
    quantifier: fc.constantFrom('ANY', 'ALL', 'NONE'),
    typeId: fc.option(fc.constantFrom(1, 279), { nil: undefined }),
    count: fc.option(
      fc.record({
        minOccurrences: fc.integer({ min: 0, max: 2 }),
        maxOccurrences: fc.integer({ min: 0, max: 2 }),
      }),
    ),
  })
  .map(({ filters, quantifier, typeId, count }) => ({
    filterBranchType: 'ASSOCIATION',
    objectTypeId: '0-2',
    operator: 'IN_LIST',
    filters: filters.filter((filter) => !/createdate|hs_/.test(JSON.stringify(filter))),
    ...(typeId !== undefined && { associationTypeId: typeId, associationCategory: 'HUBSPOT_DEFINED' }),
    ...(count === null
      ? { millrace: { quantifier } }
      : { coalescingRefineBy: { type: 'NUM_OCCURRENCES', ...count } }),
  }))

const filters = fc.oneof(
  { weight: 8, arbitrary: propertyFilters },
  { weight: 2, arbitrary: memberFilters },
  { weight: 1, arbitrary: associatedListFilters },
)

function branches(depth: number): fc.Arbitrary<object> {
  const nested =
    depth === 0
      ? fc.constant([])
      : fc.array(fc.oneof(branches(depth - 1), associationBranches), { maxLength: 2 })
  return fc.record({
    filterBranchType: fc.constantFrom('AND', 'OR', 'NOT_ALL', 'NOT_ANY'),
    filters: fc.array(filters, { maxLength: 3 }),
    filterBranches: nested,
  })
}

/** Whole criteria trees: any of one to three groups. */
export const trees: fc.Arbitrary<object> = fc
  .array(branches(2), { minLength: 1, maxLength: 3 })
  .map((filterBranches) => ({ filterBranchType: 'OR', filterBranches }))

/** Trees of one filter that the clock may flip. */
export const clockTrees: fc.Arbitrary<object> = clockFilters.map((filter) => ({
  filterBranchType: 'OR',
  filterBranches: [{ filterBranchType: 'AND', filters: [filter] }],
}))
