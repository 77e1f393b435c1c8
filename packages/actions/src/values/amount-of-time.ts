// How long somebody waits: a whole number of a unit (A-DLT-1, A-DLT-3).
import { memberText } from '@millrace/filters'
import { readAmount } from './time-delay.js'

export const shortestWait = 60_000
export const longestWait = 1_095 * 86_400_000

export const waitRule = 'A delay is at least 1 minute and at most 1,095 days.'

/** Days are 24-hour periods, not calendar days, also where only business days count (A-DLT-4). */
const unitMs: Readonly<Record<string, number>> = {
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 604_800_000,
}

/** ms of a unit, minutes where none is named; undefined: there is no such unit. */
export function readUnitMs(unit: unknown): number | undefined {
  return unitMs[memberText(unit ?? 'MINUTES').toUpperCase()]
}

/** In ms; undefined where it cannot be read. */
export function readAmountOfTime(delta: unknown, unit: unknown): number | undefined {
  const [amount, ms] = [readAmount(delta), readUnitMs(unit)]
  return amount === undefined || ms === undefined ? undefined : amount * ms
}
