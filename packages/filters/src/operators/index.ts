// Every operation type (api.md 5.3): one line each.
import { bool } from './bool.js'
import { comparedBool, comparedDate, comparedNumber, comparedText, comparedUpdate } from './compared.js'
import { date, dateRange, timestamp } from './date-absolute.js'
import { calendarDate } from './date-calendar.js'
import { rollingDate, rollingUpdated } from './date-rolling.js'
import { number } from './number.js'
import { numberRange } from './number-range.js'
import type { OperatorFamily } from './operator.js'
import { options } from './options.js'
import { text, texts } from './text.js'
import { timePoint, timeRange } from './time-point.js'

const families: readonly OperatorFamily[] = [
  bool,
  calendarDate,
  comparedBool,
  comparedDate,
  comparedNumber,
  comparedText,
  comparedUpdate,
  date,
  dateRange,
  number,
  numberRange,
  options,
  rollingDate,
  rollingUpdated,
  text,
  texts,
  timePoint,
  timeRange,
  timestamp,
]

/** Operator families by operation type. */
export const operatorFamilies: ReadonlyMap<string, OperatorFamily> = new Map(
  families.map((family) => [family.operationType, family]),
)
