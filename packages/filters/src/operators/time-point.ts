// TIME_POINT and TIME_RANGED: how current exports write almost every date test, also of the last update (W-OPR-20, W-OPR-21).
import type { Property } from '@millrace/model'
import type { Operation } from '../filter.js'
import { timePointOf } from '../time-points.js'
import { isDateLike } from './date-absolute.js'
import { moodOf } from './moods.js'
import { invalid, type OperatorFamily, unknownOperator } from './operator.js'
import { window } from './window.js'

const asksForUpdate = (operation: Operation) => operation.propertyParser === 'UPDATED_AT'

/** The last update is an instant of any property; the value has to be a date. */
function fits(property: Property, operation: Operation): boolean {
  return asksForUpdate(operation) || isDateLike(property)
}

const isInclusive = (behavior: unknown, otherwise: boolean) =>
  behavior === undefined ? otherwise : behavior === 'INCLUSIVE'

export const timePoint: OperatorFamily = {
  operationType: 'TIME_POINT',
  fits,
  compile(operation, context) {
    const updated = asksForUpdate(operation)
    const point = timePointOf(operation.timePoint, context)
    if (typeof point === 'string') return invalid('timePoint', point)
    if (operation.operator !== 'IS_BEFORE' && operation.operator !== 'IS_AFTER')
      return unknownOperator(operation)
    const before = operation.operator === 'IS_BEFORE'
    const bound = { point, inclusive: isInclusive(operation.endpointBehavior, false) }
    const isDay = !updated && context.property.type === 'date'
    const words = `${updated ? 'was updated' : 'is'} ${before ? 'before' : 'after'} ${point.words}`
    const test = window(isDay, before ? { upper: bound } : { lower: bound })
    return { test, negated: false, over: updated ? 'updated' : 'value', words }
  },
}

export const timeRange: OperatorFamily = {
  operationType: 'TIME_RANGED',
  fits,
  compile(operation, context) {
    const mood = moodOf(operation.operator, ['IS_BETWEEN'])
    if (!mood) return unknownOperator(operation)
    const lower = timePointOf(operation.lowerBoundTimePoint, context)
    if (typeof lower === 'string') return invalid('lowerBoundTimePoint', lower)
    const upper = timePointOf(operation.upperBoundTimePoint, context)
    if (typeof upper === 'string') return invalid('upperBoundTimePoint', upper)
    const updated = asksForUpdate(operation)
    const test = window(!updated && context.property.type === 'date', {
      lower: { point: lower, inclusive: isInclusive(operation.lowerBoundEndpointBehavior, true) },
      upper: { point: upper, inclusive: isInclusive(operation.upperBoundEndpointBehavior, true) },
    })
    const verb = updated ? (mood.negated ? 'was not updated between' : 'was updated between') : mood.words
    return {
      test,
      negated: mood.negated,
      over: updated ? 'updated' : 'value',
      words: `${verb} ${lower.words} and ${upper.words}`,
    }
  },
}
