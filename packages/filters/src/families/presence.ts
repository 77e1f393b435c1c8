// Is known, is unknown, is blank, is not blank: the operators of every type (W-OPR-1), answered by the tree itself.
import { fold, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Condition } from '../condition.js'
import { currentValue } from '../value-source.js'

const wordsOf = {
  IS_KNOWN: 'is known',
  IS_UNKNOWN: 'is unknown',
  IS_NOT_BLANK: 'is not blank',
  IS_BLANK: 'is blank',
} as const
export type PresenceOperator = keyof typeof wordsOf

export function isPresenceOperator(operator: string): operator is PresenceOperator {
  return Object.hasOwn(wordsOf, operator)
}

/** Known: there is a value. Not blank: there is one that is more than white space. */
export function presence(property: Property, operator: PresenceOperator): Condition {
  const source = currentValue(property)
  const blankCounts = operator === 'IS_BLANK' || operator === 'IS_NOT_BLANK'
  const wanted = operator === 'IS_KNOWN' || operator === 'IS_NOT_BLANK'
  return {
    matches(record) {
      const value = source.fetch(record)
      const there = value !== undefined && !(blankCounts && typeof value === 'string' && fold(value) === '')
      return there === wanted
    },
    toSql(row) {
      const value = source.toSql(row)
      const absent = blankCounts
        ? sql`(${value.missing} OR coalesce(${value.text} = '', false))`
        : sql`(${value.missing})`
      return wanted ? sql`(NOT ${absent})` : absent
    },
    read: source.read,
    nextFlip: () => null,
    describe: () => `${property.label} ${wordsOf[operator]}`,
  }
}
