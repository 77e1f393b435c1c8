// Single checkboxes: equal, not equal, ever, never (W-OPR-5). Imports write them as BOOL or as ENUMERATION of "true".
import type { Property } from '@millrace/model'
import sql from 'sql-template-tag'
import { moodOf } from './moods.js'
import { invalid, type OperatorFamily, type Test, unknownOperator } from './operator.js'

/** True for yes/no questions, stored as a boolean or as options `true` and `false`. */
export function isYesNo(property: Property): boolean {
  return (
    property.type === 'bool' ||
    (property.type === 'enumeration' && property.options.some(({ value }) => value === 'true'))
  )
}

function equals(wanted: boolean, property: Property): Test {
  if (property.type === 'bool') {
    return {
      kind: 'bool',
      matches: (value) => value === wanted,
      toSql: (value) => sql`${value.json} = ${JSON.stringify(wanted)}::jsonb`,
    }
  }
  return {
    kind: 'options',
    matches: (value) => value === String(wanted),
    toSql: (value) => sql`${value.json} = ${JSON.stringify(String(wanted))}::jsonb`,
  }
}

export const bool: OperatorFamily = {
  operationType: 'BOOL',
  fits: isYesNo,
  compile(operation, { property }) {
    const mood = moodOf(operation.operator, ['IS_EQUAL_TO'])
    if (!mood) return unknownOperator(operation)
    const wanted = wantedOf(operation.value)
    if (wanted === undefined) return invalid('value', 'it must be true or false.')
    return {
      test: equals(wanted, property),
      negated: mood.negated,
      over: mood.over,
      words: `${mood.words} ${wanted}`,
    }
  },
}

function wantedOf(input: unknown): boolean | undefined {
  if (input === true || input === 'true') return true
  return input === false || input === 'false' ? false : undefined
}
