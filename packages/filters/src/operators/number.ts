// Numbers: equal and the four comparisons (W-OPR-10, W-OPR-12). Blank is not 0: a missing value never gets here (W-FLS-11).
import sql, { type Sql } from 'sql-template-tag'
import { numeric } from '../sql-row.js'
import { moodOf } from './moods.js'
import { invalid, type OperatorFamily, unknownOperator } from './operator.js'

interface NumberQuestion {
  readonly matches: (value: number, bound: number) => boolean
  readonly toSql: (value: Sql, bound: Sql) => Sql
}

/** The comparisons, each with its two meanings. */
export const numberQuestions = {
  IS_EQUAL_TO: {
    matches: (value, bound) => value === bound,
    toSql: (value, bound) => sql`${value} = ${bound}`,
  },
  IS_GREATER_THAN: {
    matches: (value, bound) => value > bound,
    toSql: (value, bound) => sql`${value} > ${bound}`,
  },
  IS_GREATER_THAN_OR_EQUAL_TO: {
    matches: (value, bound) => value >= bound,
    toSql: (value, bound) => sql`${value} >= ${bound}`,
  },
  IS_LESS_THAN: {
    matches: (value, bound) => value < bound,
    toSql: (value, bound) => sql`${value} < ${bound}`,
  },
  IS_LESS_THAN_OR_EQUAL_TO: {
    matches: (value, bound) => value <= bound,
    toSql: (value, bound) => sql`${value} <= ${bound}`,
  },
} satisfies Readonly<Record<string, NumberQuestion>>

export const numberQuestionNames = Object.keys(numberQuestions) as readonly (keyof typeof numberQuestions)[]

/** A finite number from JSON or decimal text; undefined when it is none. */
export function finiteNumber(input: unknown): number | undefined {
  if (typeof input !== 'number' && (typeof input !== 'string' || input.trim() === '')) return undefined
  const value = Number(input)
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : undefined
}

export const number: OperatorFamily = {
  operationType: 'NUMBER',
  fits: (property) => property.type === 'number',
  compile(operation) {
    const mood = moodOf(operation.operator, numberQuestionNames)
    if (!mood) return unknownOperator(operation)
    const bound = finiteNumber(operation.value)
    if (bound === undefined) return invalid('value', 'it must be a number.')
    const question: NumberQuestion = numberQuestions[mood.base]
    return {
      test: {
        kind: 'number',
        matches: (value) => question.matches(value as number, bound),
        toSql: (value) => question.toSql(value.number, numeric(bound)),
      },
      negated: mood.negated,
      over: mood.over,
      words: `${mood.words} ${bound}`,
    }
  },
}
