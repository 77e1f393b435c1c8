// One spelling for operations: the lower-case aliases of lists, missing types and older member names (api.md 4.9, 5.3).

type Members = {
  readonly operationType?: string | undefined
  readonly operator: string
  readonly [member: string]: unknown
}

const aliases: Readonly<Record<string, string>> = {
  alltypes: 'ALL_PROPERTY',
  'string-comparative': 'COMPARATIVE_STRING',
  'number-ranged': 'NUMBER_RANGED',
  'number-comparative': 'COMPARATIVE_NUMBER',
  'bool-comparative': 'COMPARATIVE_BOOL',
  'datetime-ranged': 'RANGED_DATE',
  'datetime-comparative': 'COMPARATIVE_DATE',
  'datetime-rolling': 'ROLLING_DATE_RANGE',
  'calendar-date': 'CALENDAR_DATE',
  'rolling-property-updated': 'ROLLING_PROPERTY_UPDATED',
  'property-updated-comparative': 'COMPARATIVE_PROPERTY_UPDATED',
}

const renamed: Readonly<Record<string, string>> = {
  lowerBoundTimestamp: 'lowerBound',
  upperBoundTimestamp: 'upperBound',
}

/** The operation with its type in upper case, inferred from its members where it is missing. */
export function normalisedOperation(operation: Members): Members & { readonly operationType: string } {
  const members: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(operation)) members[renamed[name] ?? name] = value
  const written = operation.operationType
  const operationType =
    written === undefined
      ? inferredType(operation)
      : (aliases[written.toLowerCase()] ?? written.toUpperCase())
  return { ...members, operator: operation.operator.toUpperCase(), operationType }
}

const optionOperators = /ANY_OF|NONE_OF|EXACTLY|_ALL$/

function inferredType(operation: Members): string {
  if ('timePoint' in operation) return 'TIME_POINT'
  if ('lowerBoundTimePoint' in operation) return 'TIME_RANGED'
  if ('timeUnit' in operation) return 'CALENDAR_DATE'
  if ('numberOfDays' in operation)
    return operation.operator.includes('UPDATED') ? 'ROLLING_PROPERTY_UPDATED' : 'ROLLING_DATE_RANGE'
  if ('lowerBoundTimestamp' in operation) return 'RANGED_DATE'
  if ('lowerBound' in operation) return 'NUMBER_RANGED'
  if ('timestamp' in operation) return 'DATETIME'
  if ('year' in operation) return 'DATE'
  if ('values' in operation) return optionOperators.test(operation.operator) ? 'ENUMERATION' : 'MULTISTRING'
  if (typeof operation.value === 'boolean') return 'BOOL'
  if (typeof operation.value === 'number') return 'NUMBER'
  return 'value' in operation ? 'STRING' : 'ALL_PROPERTY'
}
