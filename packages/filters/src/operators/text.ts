// Text: equal, contains, starts with, ends with, each against one or several values (W-OPR-6, W-OPR-7).
// Compared folded (W-OPR-8); "contains exactly" compares the text as given, case and all.
import { type CanonicalValue, fold, isStorableText, type Property } from '@millrace/model'
import sql, { join, type Sql } from 'sql-template-tag'
import type { Operation } from '../filter.js'
import type { SqlValue } from '../sql-row.js'
import { moodOf } from './moods.js'
import { anyOf, invalid, type OperatorFamily, type Test, unknownOperator } from './operator.js'

interface TextQuestion {
  readonly matches: (text: string, wanted: string) => boolean
  readonly toSql: (text: Sql, wanted: string) => Sql
  /** Against another text of the row. */
  readonly compareInSql: (text: Sql, other: Sql) => Sql
}

/** The questions, each with its two meanings. */
export const textQuestions = {
  IS_EQUAL_TO: {
    matches: (text, wanted) => text === wanted,
    toSql: (text, wanted) => sql`${text} = ${wanted}::text`,
    compareInSql: (text, other) => sql`${text} = ${other}`,
  },
  CONTAINS: {
    matches: (text, wanted) => text.includes(wanted),
    toSql: (text, wanted) => sql`strpos(${text}, ${wanted}::text) > 0`,
    compareInSql: (text, other) => sql`strpos(${text}, ${other}) > 0`,
  },
  STARTS_WITH: {
    matches: (text, wanted) => text.startsWith(wanted),
    toSql: (text, wanted) => sql`starts_with(${text}, ${wanted}::text)`,
    compareInSql: (text, other) => sql`starts_with(${text}, ${other})`,
  },
  ENDS_WITH: {
    matches: (text, wanted) => text.endsWith(wanted),
    toSql: (text, wanted) => sql`right(${text}, ${codePoints(wanted)}::int) = ${wanted}::text`,
    compareInSql: (text, other) => sql`right(${text}, length(${other})) = ${other}`,
  },
} satisfies Readonly<Record<string, TextQuestion>>

export const textQuestionNames = Object.keys(textQuestions) as readonly (keyof typeof textQuestions)[]
const questions = [...textQuestionNames, 'CONTAINS_EXACTLY'] as const
type Base = (typeof questions)[number]

function codePoints(text: string): number {
  return Array.from(text).length
}

/** Properties whose canonical value is free text. */
export function isText(property: Property): boolean {
  return ['string', 'phone_number', 'json', 'object_coordinates'].includes(property.type)
}

function family(operationType: string, valuesOf: (operation: Operation) => unknown): OperatorFamily {
  return {
    operationType,
    fits: isText,
    compile(operation) {
      const mood = moodOf(operation.operator, questions)
      if (!mood) return unknownOperator(operation)
      const values = valuesOf(operation)
      const member = operationType === 'STRING' ? 'value' : 'values'
      if (!isTexts(values)) return invalid(member, 'it must name the text to compare with.')
      const words = `${mood.words} ${anyOf(values.map((value) => `"${value}"`))}`
      return { test: testOf(mood.base, values), negated: mood.negated, over: mood.over, words }
    },
  }
}

function isTexts(values: unknown): values is readonly string[] {
  return (
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((text) => typeof text === 'string' && isStorableText(text))
  )
}

function testOf(base: Base, values: readonly string[]): Test {
  const asGiven = base === 'CONTAINS_EXACTLY'
  const question: TextQuestion = textQuestions[base === 'CONTAINS_EXACTLY' ? 'CONTAINS' : base]
  const wanted = asGiven ? values : [...new Set(values.map(fold))]
  if (base === 'IS_EQUAL_TO') return equalToAny(wanted)
  const seen = asGiven
    ? (value: CanonicalValue) => value as string
    : (value: CanonicalValue) => fold(value as string)
  const inSql = (value: SqlValue) => (asGiven ? value.asGiven : value.text)
  return {
    kind: 'text',
    matches(value) {
      const text = seen(value)
      return wanted.some((each) => question.matches(text, each))
    },
    toSql: (value) =>
      sql`(${join(
        wanted.map((each) => question.toSql(inSql(value), each)),
        ' OR ',
      )})`,
  }
}

/** Equality with many values is one look-up in both meanings. */
function equalToAny(wanted: readonly string[]): Test {
  const set = new Set(wanted)
  return {
    kind: 'text',
    matches: (value) => set.has(fold(value as string)),
    toSql: (value) => sql`${value.text} = ANY(${wanted}::text[])`,
  }
}

export const text = family('STRING', (operation) => {
  const { value, values } = operation
  return value === undefined ? values : [typeof value === 'number' ? String(value) : value]
})
export const texts = family('MULTISTRING', (operation) => {
  const { value, values } = operation
  return values === undefined && value !== undefined ? [value] : values
})
