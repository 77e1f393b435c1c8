// Which properties may be copied to which, and what becomes of the value (A-EDR-10 to A-EDR-18). A pair that is not
// here cannot be chosen; a value that the target does not know fails when it is met (A-EDR-20).
import {
  type CanonicalValue,
  calendarDayOf,
  isMultiSelect,
  localDayNumber,
  type Property,
  startOfDate,
  toCanonical,
  toWire,
} from '@millrace/model'
import { Refusal } from './value-context.js'

export type Copier = (value: CanonicalValue, timeZone: string) => CanonicalValue | Refusal

type Shape = 'text' | 'number' | 'date' | 'datetime' | 'bool' | 'option' | 'options'

type Rule = (source: Property, target: Property) => Copier | null

const same: Rule = () => (value) => value
const asText: Rule = (source, target) => (value) => checked(target, toWire(source, value))

/** Source shape, then target shape. */
const rules: Readonly<Record<Shape, Readonly<Partial<Record<Shape, Rule>>>>> = {
  // A-EDR-10
  text: { text: same },
  // A-EDR-11
  number: { number: same, text: asText },
  // A-EDR-12, A-EDR-13: midnight of the account, not of UTC.
  date: { date: same, datetime: () => midnightOf },
  // A-EDR-14
  datetime: { datetime: same, date: () => dayOf },
  // A-EDR-17
  bool: { bool: same, text: asText },
  // A-EDR-15
  option: { option: sharedOption, options: sharedOption, text: asText },
  // A-EDR-16
  options: { options: sharedOption, text: asText },
}

/** How to copy, or null for a pair that does not go together (A-EDR-18). */
export function copierOf(source: Property, target: Property): Copier | null {
  return rules[shapeOf(source)][shapeOf(target)]?.(source, target) ?? null
}

function shapeOf(property: Property): Shape {
  switch (property.type) {
    case 'number':
    case 'date':
    case 'datetime':
    case 'bool':
      return property.type
    case 'enumeration':
      return isMultiSelect(property) ? 'options' : 'option'
    default:
      return 'text'
  }
}

/** Options go together when they come from the same place or share a value; the others are refused one by one. */
function sharedOption(source: Property, target: Property): Copier | null {
  if (source.externalOptions !== target.externalOptions) return null
  const known = new Set(target.options.map((option) => option.value))
  const shared = source.externalOptions || source.options.some((option) => known.has(option.value))
  return shared ? (value) => checked(target, typeof value === 'object' ? value.join(';') : value) : null
}

const midnightOf: Copier = (value, timeZone) => {
  if (typeof value !== 'number') return notADate
  const { year, month, day } = calendarDayOf(Math.floor(value / dayMs))
  return startOfDate(timeZone, year, month, day)
}

const dayOf: Copier = (value, timeZone) =>
  typeof value === 'number' ? localDayNumber(timeZone, value) * dayMs : notADate

const dayMs = 86_400_000
const notADate = new Refusal('invalid_value', 'The source holds no date.')

function checked(target: Property, input: unknown): CanonicalValue | Refusal {
  const result = toCanonical(target, input)
  if (!result.ok) return Refusal.of(result.problem)
  return result.value ?? ''
}
