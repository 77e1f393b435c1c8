// A property of the record at this place of the tree (W-FLF-1, W-FLF-2). What a missing value means is decided here, once.
import { type CanonicalValue, findProperty, Problem, type Property } from '@millrace/model'
import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { FilterRecord } from '../compiled.js'
import type { Condition, Place } from '../condition.js'
import type { Filter, Operation } from '../filter.js'
import { operatorFamilies } from '../operators/index.js'
import { isRefusal, kindCheck, type Meaning, type Test } from '../operators/operator.js'
import type { SqlValue } from '../sql-row.js'
import {
  currentValue,
  keepsHistory,
  lastUpdate,
  seenInSql,
  type ValueSource,
  writtenInSql,
} from '../value-source.js'
import { isPresenceOperator, presence } from './presence.js'

/** The condition of a PROPERTY filter, or undefined with the reason among the place's problems. */
export function propertyCondition(filter: Filter, place: Place): Condition | undefined {
  const { operation } = filter
  const property = findProperty(place.context.catalogue, place.objectTypeId, filter.property ?? '')
  if (!property) {
    return refuse(
      place,
      'property',
      'PROPERTY_DOESNT_EXIST',
      `There is no property "${filter.property}" here.`,
    )
  }
  if (!operation) return refuse(place, 'operation', 'FILTER_INVALID', 'A property filter needs an operation.')
  if (isPresenceOperator(operation.operator)) return presence(property, operation.operator)
  const family = operatorFamilies.get(operation.operationType)
  if (!family) {
    const message = `The operation type ${operation.operationType} is not known.`
    return refuse(place, 'operation.operationType', 'FILTER_UNSUPPORTED', message)
  }
  if (!family.fits(property, operation)) {
    const message = `${operation.operationType} does not fit ${property.name}, which is of type ${property.type}.`
    return refuse(place, 'operation.operationType', 'FILTER_OPERATOR_MISMATCH', message)
  }
  const meaning = family.compile(operation, {
    filter: place.context,
    objectTypeId: place.objectTypeId,
    property,
  })
  if (isRefusal(meaning)) {
    return refuse(place, `operation.${meaning.member}`, meaning.code, `${property.label}: ${meaning.reason}`)
  }
  if (meaning.over !== 'value' && !keepsHistory(property)) {
    const message = `${property.label} keeps no history.`
    return refuse(place, 'operation.operator', 'FILTER_OPERATOR_MISMATCH', message)
  }
  return conditionOf(property, meaning, passesWithoutValue(operation, meaning, place))
}

function refuse(place: Place, member: string, code: Problem['code'], message: string): undefined {
  const field = place.path === '' ? member : `${place.path}.${member}`
  place.problems.push(new Problem(code, message, { field }))
}

/** W-FLS-6 to W-FLS-8: the flag decides; in contact workflows negative operators pass by themselves. */
function passesWithoutValue(operation: Operation, meaning: Meaning, { context }: Place): boolean {
  return operation.includeObjectsWithNoValueSet === true || (meaning.negated && context.negativeMatchesEmpty)
}

function conditionOf(property: Property, meaning: Meaning, passesMissing: boolean): Condition {
  const describe = () => `${property.label} ${meaning.words}`
  const condition =
    meaning.over === 'history'
      ? everCondition(property, meaning, passesMissing)
      : valueCondition(
          meaning.over === 'updated' ? lastUpdate(property) : currentValue(property),
          meaning,
          passesMissing,
        )
  if (!meaning.readsUsers) return { ...condition, describe }
  const read: Condition['read'] = (reads) => {
    condition.read(reads)
    reads.users()
  }
  return { ...condition, read, describe }
}

type Meanings = Omit<Condition, 'describe'>
const noOperands: readonly CanonicalValue[] = []

/** A question about one value: of the record, or the time of its last update. */
function valueCondition(source: ValueSource, { test, negated }: Meaning, passesMissing: boolean): Meanings {
  const operands = test.operands ?? []

  // The two shapes apart: nearly every condition has no operands, and this is asked for every record of every wave.
  const isKind = kindCheck(test.kind)
  function matchesAlone(record: FilterRecord, now: number): boolean {
    const value = source.fetch(record)
    if (value === undefined) return passesMissing
    return isKind(value) && test.matches(value, noOperands, now) !== negated
  }
  function matchesOthers(record: FilterRecord, now: number): boolean {
    const value = source.fetch(record)
    const others = fetchAll(operands, record)
    if (value === undefined || others === undefined) return passesMissing
    return isKind(value) && others.every(isKind) && test.matches(value, others, now) !== negated
  }

  return {
    matches: operands.length === 0 ? matchesAlone : matchesOthers,
    toSql(row) {
      const value = source.toSql(row)
      const others = operands.map((operand) => operand.toSql(row))
      const question = test.toSql(value, others, row.now)
      const answer = negated
        ? opposite(question, test.kind, value, others)
        : sql`coalesce(${question}, false)`
      const missing = [value, ...others].map((each) => each.missing)
      return passesMissing ? sql`(${join(missing, ' OR ')} OR ${answer})` : answer
    },
    read(reads) {
      source.read(reads)
      for (const operand of operands) operand.read(reads)
      if (test.nextFlip) reads.clock()
    },
    nextFlip(record, now) {
      if (!test.nextFlip) return null
      const value = source.fetch(record)
      return value === undefined || !isKind(value) ? null : test.nextFlip(value, now)
    },
  }
}

/** Yes where the question says no; a value of another type makes it no as well, whatever the question says. */
function opposite(question: Sql, kind: Test['kind'], value: SqlValue, operands: readonly SqlValue[]): Sql {
  const no = sql`coalesce(NOT (${question}), false)`
  // Of another type, text and numbers are NULL to the question, which is no already; options and booleans are compared as
  // JSON.
  const unsure = kind === 'text' || kind === 'number' ? operands : [value, ...operands]
  if (unsure.length === 0) return no
  return sql`(${no} AND ${join(
    unsure.map((each) => sql`${each[kind]} IS NOT NULL`),
    ' AND ',
  )})`
}

function fetchAll(operands: readonly ValueSource[], record: FilterRecord): CanonicalValue[] | undefined {
  const values: CanonicalValue[] = []
  for (const operand of operands) {
    const value = operand.fetch(record)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** A question about any value the property ever had, the current one included (W-OPR-4, W-OPR-7, W-OPR-25). */
function everCondition(property: Property, { test, negated }: Meaning, passesMissing: boolean): Meanings {
  const { name } = property
  return {
    matches: (record, now) => everMatches(record, name, test, now, negated, passesMissing),
    toSql(row) {
      const change = raw(`h${row.depth}`)
      const seen = seenInSql(name, change)
      const rows = sql`FROM changes ${change} WHERE ${change}.account_id = ${row.record}.account_id AND ${change}.record_id = ${row.record}.id AND ${writtenInSql(sql`${name}::text`, change)} <> 'null'::jsonb`
      const ever = sql`EXISTS (SELECT ${rows} AND coalesce(${test.toSql(seen, [], row.now)}, false))`
      const never = sql`NOT EXISTS (SELECT ${rows})`
      if (!negated) return passesMissing ? sql`(${never} OR ${ever})` : ever
      return passesMissing ? sql`(NOT ${ever})` : sql`(EXISTS (SELECT ${rows}) AND NOT ${ever})`
    },
    read: (reads) => reads.history(name),
    nextFlip: () => null,
  }
}

function everMatches(
  record: FilterRecord,
  name: string,
  test: Test,
  now: number,
  negated: boolean,
  passesMissing: boolean,
): boolean {
  const isKind = kindCheck(test.kind)
  let had = false
  for (const { value } of record.history(name)) {
    if (value === null) continue
    had = true
    if (isKind(value) && test.matches(value, noOperands, now)) return !negated
  }
  return had ? negated : passesMissing
}
