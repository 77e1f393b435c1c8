// Dates named in the filter: on, before, after, between (W-OPR-13 to W-OPR-15), as timestamps or as year, month and day.
import { calendarDayOf, dayNumber, localDayNumber, type Property, startOfDate } from '@millrace/model'
import type { Operation } from '../filter.js'
import type { ClockPoint } from '../time-points.js'
import { moodOf } from './moods.js'
import {
  invalid,
  type Meaning,
  type OperatorContext,
  type OperatorFamily,
  type Refusal,
  unknownOperator,
} from './operator.js'
import { clockPoint, window } from './window.js'

const dayMs = 86_400_000

export function isDateLike(property: Property): boolean {
  return property.type === 'date' || property.type === 'datetime'
}

/** The zone whose days are meant: the account's, or UTC where the filter says that nothing is to be converted. */
export function zoneOfOperation(operation: Operation, context: OperatorContext): string {
  return operation.requiresTimeZoneConversion === false ? 'UTC' : context.filter.timeZone
}

/** A whole day of a zone, by its number since 1970-01-01. */
function dayPoint(number: number, zone: string): ClockPoint {
  const { year, month, day } = calendarDayOf(number)
  return clockPoint(
    zone,
    'never',
    () => startOfDate(zone, year, month, day),
    () => startOfDate(zone, year, month, day + 1) - 1,
  )
}

/** A timestamp names a day: midnight UTC that UTC day, any other instant the day of the zone that holds it. */
function dayOfTimestamp(timestamp: unknown, zone: string): number | undefined {
  if (typeof timestamp !== 'number' || !Number.isInteger(timestamp) || Math.abs(timestamp) > 2e14)
    return undefined
  return timestamp % dayMs === 0 ? timestamp / dayMs : localDayNumber(zone, timestamp)
}

function wordsOf(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10)
}

/** The meanings of one named day. */
function onDay(operation: Operation, day: number, zone: string, property: Property): Meaning | Refusal {
  const isDay = property.type === 'date'
  const point = dayPoint(day, zone)
  const plain = { negated: false, over: 'value' } as const
  switch (operation.operator) {
    case 'IS_BEFORE':
    case 'IS_BEFORE_DATE':
      return {
        ...plain,
        test: window(isDay, { upper: { point, inclusive: false } }),
        words: `is before ${wordsOf(day)}`,
      }
    case 'IS_AFTER':
    case 'IS_AFTER_DATE':
      return {
        ...plain,
        test: window(isDay, { lower: { point, inclusive: false } }),
        words: `is after ${wordsOf(day)}`,
      }
  }
  const mood = moodOf(operation.operator, ['IS_EQUAL_TO'])
  if (!mood) return unknownOperator(operation)
  const bound = { point, inclusive: true }
  const test = window(isDay, { lower: bound, upper: bound })
  return { test, negated: mood.negated, over: mood.over, words: `${mood.words} ${wordsOf(day)}` }
}

export const timestamp: OperatorFamily = {
  operationType: 'DATETIME',
  fits: isDateLike,
  compile(operation, context) {
    const zone = zoneOfOperation(operation, context)
    const day = dayOfTimestamp(operation.timestamp, zone)
    if (day === undefined) return invalid('timestamp', 'it must be epoch milliseconds.')
    return onDay(operation, day, zone, context.property)
  },
}

export const date: OperatorFamily = {
  operationType: 'DATE',
  fits: isDateLike,
  compile(operation, context) {
    const day = namedDay(operation)
    if (day === undefined) return invalid('day', 'year, month and day must name a day.')
    return onDay(operation, day, zoneOfOperation(operation, context), context.property)
  },
}

function namedDay({ year, month, day }: Operation): number | undefined {
  if (typeof year !== 'number' || typeof month !== 'number' || typeof day !== 'number') return undefined
  if (![year, month, day].every(Number.isInteger) || year < 1 || year > 9999) return undefined
  const number = dayNumber(year, month, day)
  const there = calendarDayOf(number)
  return there.month === month && there.day === day ? number : undefined
}

export const dateRange: OperatorFamily = {
  operationType: 'RANGED_DATE',
  fits: isDateLike,
  compile(operation, context) {
    const mood = moodOf(operation.operator, ['IS_BETWEEN'])
    if (!mood) return unknownOperator(operation)
    const zone = zoneOfOperation(operation, context)
    const lower = dayOfTimestamp(operation.lowerBound, zone)
    const upper = dayOfTimestamp(operation.upperBound, zone)
    if (lower === undefined) return invalid('lowerBound', 'it must be epoch milliseconds.')
    if (upper === undefined) return invalid('upperBound', 'it must be epoch milliseconds.')
    const test = window(context.property.type === 'date', {
      lower: { point: dayPoint(lower, zone), inclusive: true },
      upper: { point: dayPoint(upper, zone), inclusive: true },
    })
    return {
      test,
      negated: mood.negated,
      over: mood.over,
      words: `${mood.words} ${wordsOf(lower)} and ${wordsOf(upper)}`,
    }
  },
}
