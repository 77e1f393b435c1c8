// Calendar dates: in this, the last or the next day, week, month, quarter or year, fiscal or not (W-OPR-19).

import { type PeriodUnit, periodUnits, startOfPeriod } from '../calendar-periods.js'
import type { Operation } from '../filter.js'
import { memberText } from '../member-text.js'
import { isDateLike, zoneOfOperation } from './date-absolute.js'
import { invalid, type OperatorContext, type OperatorFamily, unknownOperator } from './operator.js'
import { clockPoint, window } from './window.js'

const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' ',
)

/** First and last period meant, counted from the current one; `so far` ends now. */
const spans: Readonly<Record<string, (count: number) => readonly [first: number, last: number | 'now']>> = {
  IN_THIS_TIME_UNIT: () => [0, 0],
  IN_THIS_TIME_UNIT_SO_FAR: () => [0, 'now'],
  IN_LAST_TIME_UNIT: (count) => [-count, -1],
  IN_NEXT_TIME_UNIT: (count) => [1, count],
}

/** Where years begin: January, or the fiscal month of the filter, else of the account. */
function firstMonthOf(operation: Operation, context: OperatorContext): number | undefined {
  if (operation.useFiscalYear !== true) return 1
  const start = operation.fiscalYearStart ?? context.filter.catalogue.fiscalYearStartMonth
  const month = typeof start === 'string' ? months.indexOf(start.toUpperCase()) + 1 : start
  return typeof month === 'number' && Number.isInteger(month) && month >= 1 && month <= 12 ? month : undefined
}

export const calendarDate: OperatorFamily = {
  operationType: 'CALENDAR_DATE',
  fits: isDateLike,
  compile(operation, context) {
    const span = Object.hasOwn(spans, operation.operator) ? spans[operation.operator] : undefined
    if (!span) return unknownOperator(operation)
    const unit = periodUnits.find((each) => each === memberText(operation.timeUnit).toUpperCase())
    if (!unit) return invalid('timeUnit', 'it must be DAY, WEEK, MONTH, QUARTER or YEAR.')
    const firstMonth = firstMonthOf(operation, context)
    if (firstMonth === undefined) return invalid('fiscalYearStart', 'it must name a month.')
    const count = operation.timeUnitCount ?? 1
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 10_000) {
      return invalid('timeUnitCount', 'it must be a whole number of 1 or more.')
    }
    const zone = zoneOfOperation(operation, context)
    const test = within(span(count), unit, zone, firstMonth, context.property.type === 'date')
    const words = `is ${operation.operator
      .toLowerCase()
      .replace('_time_unit', ` ${count > 1 ? `${count} ` : ''}${unit}`)
      .replaceAll('_', ' ')
      .toLowerCase()}`
    return { test, negated: false, over: 'value', words }
  },
}

function within(
  [first, last]: readonly [number, number | 'now'],
  unit: PeriodUnit,
  zone: string,
  firstMonth: number,
  isDay: boolean,
) {
  const startOf = (distance: number) => (now: number) => startOfPeriod(unit, zone, now, distance, firstMonth)
  const lower = clockPoint(zone, 'daily', startOf(first))
  const upper =
    last === 'now'
      ? clockPoint(zone, 'always', (now) => now)
      : clockPoint(zone, 'daily', (now) => startOf(last + 1)(now) - 1)
  return window(isDay, { lower: { point: lower, inclusive: true }, upper: { point: upper, inclusive: true } })
}
