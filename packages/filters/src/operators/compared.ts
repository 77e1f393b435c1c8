// A property compared with another one of the same record, with an optional value in its place (W-OPR-9, W-OPR-20, W-OPR-21).

import { type CanonicalValue, findProperty, fold, isStorableText, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Operation } from '../filter.js'
import { memberText } from '../member-text.js'
import { numeric, type SqlValue } from '../sql-row.js'
import { currentValue, keepsHistory, lastUpdate, type ValueSource, withDefault } from '../value-source.js'
import { inDays } from './bounds.js'
import { isDateLike } from './date-absolute.js'
import { moodOf } from './moods.js'
import { finiteNumber, numberQuestionNames, numberQuestions } from './number.js'
import {
  invalid,
  type OperatorContext,
  type OperatorFamily,
  type Refusal,
  type Test,
  unknownOperator,
} from './operator.js'
import { isText, textQuestionNames, textQuestions } from './text.js'
import { window } from './window.js'

interface Other {
  readonly property: Property
  readonly source: ValueSource
}

type Fallback = (
  value: unknown,
) => { readonly value: CanonicalValue; readonly inSql: (value: SqlValue) => SqlValue } | undefined

function otherOf(
  operation: Operation,
  context: OperatorContext,
  isFit: (property: Property) => boolean,
  sourceOf: (property: Property) => ValueSource,
  fallbackOf: Fallback,
): Other | Refusal {
  const name = memberText(operation.comparisonPropertyName)
  const property = findProperty(context.filter.catalogue, context.objectTypeId, name)
  if (!property)
    return {
      code: 'PROPERTY_DOESNT_EXIST',
      member: 'comparisonPropertyName',
      reason: `there is no property "${name}".`,
    }
  if (!isFit(property)) {
    return {
      code: 'FILTER_OPERATOR_MISMATCH',
      member: 'comparisonPropertyName',
      reason: `${name} is of another type.`,
    }
  }
  const source = sourceOf(property)
  const given = operation.defaultComparisonValue
  if (given === undefined || given === null || given === '') return { property, source }
  const fallback = fallbackOf(given)
  if (!fallback) return invalid('defaultComparisonValue', 'it does not fit.')
  return { property, source: withDefault(source, fallback.value, fallback.inSql) }
}

const textFallback: Fallback = (given) => {
  if (typeof given !== 'string' || !isStorableText(given)) return undefined
  const inSql = (value: SqlValue): SqlValue => ({
    ...value,
    missing: sql`false`,
    text: sql`CASE WHEN ${value.missing} THEN ${fold(given)}::text ELSE ${value.text} END`,
  })
  return { value: given, inSql }
}

const numberFallback: Fallback = (given) => {
  const value = finiteNumber(given)
  if (value === undefined) return undefined
  const inSql = (other: SqlValue): SqlValue => ({
    ...other,
    missing: sql`false`,
    number: sql`CASE WHEN ${other.missing} THEN ${numeric(value)} ELSE ${other.number} END`,
  })
  return { value, inSql }
}

const boolFallback: Fallback = (given) => {
  const value = given === true || given === 'true'
  if (!value && given !== false && given !== 'false') return undefined
  const inSql = (other: SqlValue): SqlValue => ({
    ...other,
    missing: sql`false`,
    bool: sql`CASE WHEN ${other.missing} THEN ${value}::boolean ELSE ${other.bool} END`,
  })
  return { value, inSql }
}

export const comparedText: OperatorFamily = {
  operationType: 'COMPARATIVE_STRING',
  fits: isText,
  compile(operation, context) {
    const mood = moodOf(operation.operator, textQuestionNames)
    if (mood?.over !== 'value') return unknownOperator(operation)
    const other = otherOf(operation, context, isText, currentValue, textFallback)
    if ('code' in other) return other
    const question = textQuestions[mood.base]
    const test: Test = {
      kind: 'text',
      operands: [other.source],
      matches: (value, [operand]) => question.matches(fold(value as string), fold(operand as string)),
      toSql: (value, [operand]) => question.compareInSql(value.text, operand?.text ?? value.text),
    }
    return { test, negated: mood.negated, over: 'value', words: `${mood.words} ${other.property.label}` }
  },
}

export const comparedNumber: OperatorFamily = {
  operationType: 'COMPARATIVE_NUMBER',
  fits: (property) => property.type === 'number',
  compile(operation, context) {
    const mood = moodOf(operation.operator, numberQuestionNames)
    if (mood?.over !== 'value') return unknownOperator(operation)
    const other = otherOf(operation, context, ({ type }) => type === 'number', currentValue, numberFallback)
    if ('code' in other) return other
    const question = numberQuestions[mood.base]
    const test: Test = {
      kind: 'number',
      operands: [other.source],
      matches: (value, [operand]) => question.matches(value as number, operand as number),
      toSql: (value, [operand]) => question.toSql(value.number, operand?.number ?? value.number),
    }
    return { test, negated: mood.negated, over: 'value', words: `${mood.words} ${other.property.label}` }
  },
}

export const comparedBool: OperatorFamily = {
  operationType: 'COMPARATIVE_BOOL',
  fits: (property) => property.type === 'bool',
  compile(operation, context) {
    const mood = moodOf(operation.operator, ['IS_EQUAL_TO'])
    if (mood?.over !== 'value') return unknownOperator(operation)
    const other = otherOf(operation, context, ({ type }) => type === 'bool', currentValue, boolFallback)
    if ('code' in other) return other
    const test: Test = {
      kind: 'bool',
      operands: [other.source],
      matches: (value, [operand]) => value === operand,
      toSql: (value, [operand]) => sql`${value.bool} = ${operand?.bool ?? value.bool}`,
    }
    return { test, negated: mood.negated, over: 'value', words: `${mood.words} ${other.property.label}` }
  },
}

/** Before, after, on the same day as, or within N days of another date. */
export const comparedDate: OperatorFamily = {
  operationType: 'COMPARATIVE_DATE',
  fits: isDateLike,
  compile(operation, context) {
    const other = otherOf(operation, context, isDateLike, currentValue, numberFallback)
    if ('code' in other) return other
    const test = datesCompared(operation, context, other)
    if ('code' in test) return test
    const words = `${operation.operator.toLowerCase().replaceAll('_', ' ')} ${other.property.label}`
    return { test, negated: operation.operator === 'IS_NOT_EQUAL_TO', over: 'value', words }
  },
}

const dayMs = 86_400_000

function datesCompared(operation: Operation, context: OperatorContext, other: Other): Test | Refusal {
  const zone = context.filter.timeZone
  const isDay = context.property.type === 'date'
  const point = {
    kind: 'property',
    zone,
    source: other.source,
    isDay: other.property.type === 'date',
    words: '',
  } as const
  switch (operation.operator) {
    case 'IS_BEFORE':
      return window(isDay, { upper: { point, inclusive: false } })
    case 'IS_AFTER':
      return window(isDay, { lower: { point, inclusive: false } })
    case 'IS_EQUAL_TO':
    case 'IS_NOT_EQUAL_TO':
      return daysApart(other.source, inDays(zone, isDay), inDays(zone, point.isDay), 0)
    case 'IS_WITHIN_X_DAYS_OF': {
      const days = operation.numberOfDays
      if (typeof days !== 'number' || !Number.isInteger(days) || days < 0 || days > 1e6) {
        return invalid('numberOfDays', 'it must be a whole number of 0 or more.')
      }
      return daysApart(other.source, inDays(zone, isDay), inDays(zone, point.isDay), days)
    }
  }
  return unknownOperator(operation)
}

type Days = ReturnType<typeof inDays>

function daysApart(source: ValueSource, left: Days, right: Days, most: number): Test {
  return {
    kind: 'number',
    operands: [source],
    matches: (value, [operand]) =>
      Math.abs(left.of(value as number) - right.of(operand as number)) <= most * dayMs,
    toSql: (value, [operand]) =>
      sql`abs(${left.inSql(value.number)} - ${right.inSql(operand?.number ?? value.number)}) <= ${numeric(most * dayMs)}`,
  }
}

/** Updated before or after another property was (W-OPR-21). */
export const comparedUpdate: OperatorFamily = {
  operationType: 'COMPARATIVE_PROPERTY_UPDATED',
  fits: () => true,
  compile(operation, context) {
    const before = operation.operator === 'IS_BEFORE'
    if (!before && operation.operator !== 'IS_AFTER') return unknownOperator(operation)
    const other = otherOf(operation, context, keepsHistory, lastUpdate, numberFallback)
    if ('code' in other) return other
    const point = { kind: 'property', zone: 'UTC', source: other.source, isDay: false, words: '' } as const
    const bound = { point, inclusive: false }
    const words = `was updated ${before ? 'before' : 'after'} ${other.property.label}`
    return {
      test: window(false, before ? { upper: bound } : { lower: bound }),
      negated: false,
      over: 'updated',
      words,
    }
  },
}
