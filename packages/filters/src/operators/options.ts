// Options: any of, exactly, all of, in the present and in the history (W-OPR-2 to W-OPR-4).
// A single choice is a set of one; a filter names options by their value, case and outer space apart.
import {
  type CanonicalValue,
  isMultiSelect,
  isStorableText,
  type Property,
  toCanonical,
} from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { moodOf } from './moods.js'
import { anyOf, invalid, type OperatorFamily, type Test, unknownOperator } from './operator.js'
import { userGroups } from './user-groups.js'

type SetQuestion = (chosen: readonly string[]) => Pick<Test, 'matches'> & { inSql: (json: Sql) => Sql }

const has = (value: CanonicalValue, option: string) =>
  typeof value === 'string' ? value === option : Array.isArray(value) && value.includes(option)
const size = (value: CanonicalValue) => (Array.isArray(value) ? value.length : 1)

/** The questions, each with its two meanings. */
const setQuestions = {
  IS_ANY_OF: (chosen) => ({
    matches: (value) => chosen.some((option) => has(value, option)),
    inSql: (json) => sql`${json} ?| ${chosen}::text[]`,
  }),
  CONTAINS_ALL: (chosen) => ({
    matches: (value) => chosen.every((option) => has(value, option)),
    inSql: (json) => sql`${json} ?& ${chosen}::text[]`,
  }),
  IS_EXACTLY: (chosen) => ({
    matches: (value) => size(value) === chosen.length && chosen.every((option) => has(value, option)),
    // Canonical arrays are sorted and without doubles, so equal sets are equal arrays.
    inSql: (json) => {
      const array = sql`${json} = ${JSON.stringify(chosen)}::jsonb`
      return chosen.length === 1 ? sql`(${array} OR ${json} = ${JSON.stringify(chosen[0])}::jsonb)` : array
    },
  }),
} satisfies Readonly<Record<string, SetQuestion>>

const questions = Object.keys(setQuestions) as readonly (keyof typeof setQuestions)[]

export const options: OperatorFamily = {
  operationType: 'ENUMERATION',
  fits: (property) => property.type === 'enumeration' || property.type === 'bool',
  compile(operation, { property, filter }) {
    const mood = moodOf(operation.operator, questions)
    if (!mood) return unknownOperator(operation)
    const groups = userGroups(operation, property, filter.catalogue)
    if ('code' in groups) return groups
    const byGroup = groups.length > 0
    if (byGroup && mood.base !== 'IS_ANY_OF')
      return invalid('operator', 'groups of users are asked for by IS_ANY_OF and its opposites.')
    const named = chosenOptions(operation.values ?? [], property)
    if (named === undefined || (named.length === 0 && !byGroup))
      return invalid('values', 'it must name at least one option.')
    const chosen = [...new Set([...named, ...groups.flatMap(({ options: members }) => members)])].sort()
    const said = [...named.map((option) => labelOf(option, property)), ...groups.map(({ words }) => words)]
    return {
      test: testOf(mood.base, chosen, property),
      negated: mood.negated,
      over: mood.over,
      words: `${mood.words} ${anyOf(said)}`,
      readsUsers: byGroup,
    }
  },
}

function testOf(base: keyof typeof setQuestions, chosen: readonly string[], property: Property): Test {
  const question: ReturnType<SetQuestion> = setQuestions[base](chosen)
  if (property.type === 'bool') {
    return {
      kind: 'bool',
      matches: (value) => question.matches(String(value), [], 0),
      toSql: (value) => question.inSql(sql`to_jsonb((${value.bool})::text)`),
    }
  }
  if (base === 'IS_ANY_OF' && !isMultiSelect(property)) return oneOf(chosen, question)
  return { kind: 'options', matches: question.matches, toSql: (value) => question.inSql(value.json) }
}

/** The most frequent condition of all: a single choice among several. */
function oneOf(chosen: readonly string[], question: ReturnType<SetQuestion>): Test {
  const set = new Set(chosen)
  return {
    kind: 'options',
    matches: (value, operands, now) =>
      typeof value === 'string' ? set.has(value) : question.matches(value, operands, now),
    toSql: (value) => question.inSql(value.json),
  }
}

/** undefined where they cannot be read. */
function chosenOptions(values: unknown, property: Property): readonly string[] | undefined {
  if (!Array.isArray(values)) return undefined
  const chosen = new Set<string>()
  for (const value of values) {
    const text = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string' || !isStorableText(text)) return undefined
    chosen.add(optionNamed(text, property))
  }
  return [...chosen].sort()
}

/** An option that is gone stays in the filter as written: nothing has it until it comes back. */
function optionNamed(text: string, property: Property): string {
  const single = property.type === 'bool' ? property : { ...property, fieldType: 'select' }
  const canonical = toCanonical(single, text)
  return canonical.ok && canonical.value !== null ? String(canonical.value) : text.trim()
}

function labelOf(option: string, property: Property): string {
  return property.options.find(({ value }) => value === option)?.label ?? option
}
