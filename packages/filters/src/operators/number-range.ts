// Numbers between two bounds, both of them included (W-OPR-11).
import sql from 'sql-template-tag'
import { numeric } from '../sql-row.js'
import { moodOf } from './moods.js'
import { finiteNumber } from './number.js'
import { invalid, type OperatorFamily, unknownOperator } from './operator.js'

export const numberRange: OperatorFamily = {
  operationType: 'NUMBER_RANGED',
  fits: (property) => property.type === 'number',
  compile(operation) {
    const mood = moodOf(operation.operator, ['IS_BETWEEN'])
    if (!mood) return unknownOperator(operation)
    const lower = finiteNumber(operation.lowerBound)
    const upper = finiteNumber(operation.upperBound)
    if (lower === undefined) return invalid('lowerBound', 'it must be a number.')
    if (upper === undefined) return invalid('upperBound', 'it must be a number.')
    return {
      test: {
        kind: 'number',
        matches: (value) => (value as number) >= lower && (value as number) <= upper,
        toSql: (value) => sql`${value.number} BETWEEN ${numeric(lower)} AND ${numeric(upper)}`,
      },
      negated: mood.negated,
      over: mood.over,
      words: `${mood.words} ${lower} and ${upper}`,
    }
  },
}
