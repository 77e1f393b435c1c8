// Rolling dates: less or more than N days ago or from now, also in other units (W-OPR-16 to W-OPR-18).

import { addDuration, type DurationUnit, endOfDay, startOfDay } from '@millrace/model'
import type { Operation } from '../filter.js'
import { memberText } from '../member-text.js'
import { isDateLike, zoneOfOperation } from './date-absolute.js'
import { invalid, type OperatorFamily, unknownOperator } from './operator.js'
import { clockPoint, window } from './window.js'

const units = [
  'hours',
  'days',
  'weeks',
  'months',
  'quarters',
  'years',
] as const satisfies readonly DurationUnit[]

interface Span {
  readonly amount: number
  readonly unit: (typeof units)[number]
}

/** `numberOfDays`, or our `timeUnit` with `timeUnitCount`; undefined when it names no span. */
function spanOf(operation: Operation): Span | undefined {
  const amount = operation.numberOfDays ?? operation.timeUnitCount
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 0 || amount > 100_000)
    return undefined
  const unit = units.find(
    (each) =>
      each ===
      memberText(operation.timeUnit ?? 'days')
        .toLowerCase()
        .replace(/s?$/, 's'),
  )
  if (!unit || (unit === 'years' && amount > 1000) || (unit === 'quarters' && amount > 4000)) return undefined
  return { amount, unit }
}

/** The moment a span away. Hours are exact; longer units reach to the far edge of the day they end in (W-OPR-17). */
function away({ amount, unit }: Span, sign: 1 | -1, zone: string) {
  const moment = (now: number) => addDuration(now, { [unit]: sign * amount }, zone)
  if (unit === 'hours') return clockPoint(zone, 'always', moment)
  return clockPoint(
    zone,
    'daily',
    (now) => startOfDay(zone, moment(now)),
    (now) => endOfDay(zone, moment(now)),
  )
}

const present = (zone: string) => clockPoint(zone, 'always', (now) => now)

export const rollingDate: OperatorFamily = {
  operationType: 'ROLLING_DATE_RANGE',
  fits: isDateLike,
  compile(operation, context) {
    const span = spanOf(operation)
    if (!span) return invalid('numberOfDays', 'it must be a whole number of 0 or more.')
    const zone = zoneOfOperation(operation, context)
    const isDay = context.property.type === 'date'
    const [past, future] = [away(span, -1, zone), away(span, 1, zone)]
    const plain = { negated: false, over: 'value' } as const
    const length = `${span.amount} ${span.unit}`
    switch (operation.operator) {
      case 'IS_LESS_THAN_X_DAYS_AGO': {
        const bounds = {
          lower: { point: past, inclusive: true },
          upper: { point: present(zone), inclusive: true },
        }
        return { ...plain, test: window(isDay, bounds), words: `is less than ${length} ago` }
      }
      case 'IS_MORE_THAN_X_DAYS_AGO':
        return {
          ...plain,
          test: window(isDay, { upper: { point: past, inclusive: false } }),
          words: `is more than ${length} ago`,
        }
      case 'IS_LESS_THAN_X_DAYS_FROM_NOW': {
        const bounds = {
          lower: { point: present(zone), inclusive: true },
          upper: { point: future, inclusive: true },
        }
        return { ...plain, test: window(isDay, bounds), words: `is less than ${length} from now` }
      }
      case 'IS_MORE_THAN_X_DAYS_FROM_NOW':
        return {
          ...plain,
          test: window(isDay, { lower: { point: future, inclusive: false } }),
          words: `is more than ${length} from now`,
        }
    }
    return unknownOperator(operation)
  },
}

/** Updated or not in the last N days (W-OPR-21): the window of *less than N days ago*, over the time of the last change. */
export const rollingUpdated: OperatorFamily = {
  operationType: 'ROLLING_PROPERTY_UPDATED',
  fits: () => true,
  compile(operation, context) {
    const span = spanOf(operation)
    if (!span) return invalid('numberOfDays', 'it must be a whole number of 0 or more.')
    const negated = operation.operator === 'NOT_UPDATED_IN_LAST_X_DAYS'
    if (!negated && operation.operator !== 'UPDATED_IN_LAST_X_DAYS') return unknownOperator(operation)
    const zone = zoneOfOperation(operation, context)
    const bounds = {
      lower: { point: away(span, -1, zone), inclusive: true },
      upper: { point: present(zone), inclusive: true },
    }
    const words = `was ${negated ? 'not ' : ''}updated in the last ${span.amount} ${span.unit}`
    return { test: window(false, bounds), negated, over: 'updated', words }
  },
}
