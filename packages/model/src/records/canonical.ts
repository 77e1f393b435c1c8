// Values as they arrive, made canonical once, on write, in code (engine.md 2; api.md 2.6).
import { Problem, type ProblemCode } from '../problems.js'
import { clockAt, zonedTime } from '../time/zone.js'
import { fold, isStorableText } from './fold.js'
import { isMultiSelect, type Property } from './property.js'
import type { CanonicalValue } from './value.js'

export type CanonicalResult =
  | { readonly ok: true; readonly value: CanonicalValue | null }
  | { readonly ok: false; readonly problem: Problem }

export interface CanonicalContext {
  /** Zone of date-times written without one; UTC when absent. */
  readonly timeZone?: string
  /** The value the record has now: what a multi-select's leading `;` appends to. */
  readonly current?: CanonicalValue | null | undefined
}

/** What `toCanonical` needs to know about a property. */
export type ValueShape = Pick<Property, 'name' | 'type' | 'fieldType' | 'options' | 'externalOptions'>

/** Longest text value, in code points (engine.md 9). */
export const longestText = 65_536

/**
 * The canonical value of an input, or null when '' or null clears it. Whether the property may be written is the caller's
 * question. Problems carry the property's name as field and context (api.md 2.2).
 */
export function toCanonical(
  property: ValueShape,
  input: unknown,
  context: CanonicalContext = {},
): CanonicalResult {
  if (input === null || input === undefined || input === '') return cleared
  switch (property.type) {
    case 'number':
      return toNumber(property, input)
    case 'bool':
      return toBool(property, input)
    case 'date':
      return toDate(property, input)
    case 'datetime':
      return toDateTime(property, input, context.timeZone ?? 'UTC')
    case 'enumeration':
      return isMultiSelect(property) ? toOptions(property, input, context.current) : toOption(property, input)
    default:
      return toText(property, input)
  }
}

/** True when writing this input needs the current value: a multi-select that begins with `;`. */
export function appends(property: ValueShape, input: unknown): boolean {
  return isMultiSelect(property) && typeof input === 'string' && input.startsWith(';')
}

/** `a;b` replaces, `;a;b` appends (api.md 2.6). Empty entries are dropped. */
export function parseMultiSelect(text: string): {
  readonly append: boolean
  readonly values: readonly string[]
} {
  const values = text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  return { append: text.startsWith(';'), values }
}

const cleared: CanonicalResult = { ok: true, value: null }

function refused(property: ValueShape, code: ProblemCode, reason: string): CanonicalResult {
  const message = `Property "${property.name}": ${reason}`
  return {
    ok: false,
    problem: new Problem(code, message, { field: property.name, context: { propertyName: [property.name] } }),
  }
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function toNumber(property: ValueShape, input: unknown): CanonicalResult {
  const text = typeof input === 'string' ? input.trim() : input
  if (text === '') return cleared
  const value =
    typeof text === 'number'
      ? text
      : typeof text === 'string' && decimal.test(text)
        ? Number(text)
        : Number.NaN
  if (!Number.isFinite(value)) return refused(property, 'INVALID_NUMBER', 'this is not a number.')
  return { ok: true, value: value === 0 ? 0 : value }
}

function toBool(property: ValueShape, input: unknown): CanonicalResult {
  const text = typeof input === 'string' ? input.trim().toLowerCase() : input
  if (text === '') return cleared
  if (text === true || text === 'true') return { ok: true, value: true }
  if (text === false || text === 'false') return { ok: true, value: false }
  return refused(property, 'INVALID_BOOLEAN', 'it must be true or false.')
}

const dayMs = 86_400_000
const firstInstant = Date.parse('0001-01-01T00:00:00Z')
const pastLastInstant = Date.UTC(10_000, 0, 1)
const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/
const isoDateTime =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?$/

function toDate(property: ValueShape, input: unknown): CanonicalResult {
  const text = typeof input === 'string' ? input.trim() : input
  if (text === '') return cleared
  const value = typeof text === 'string' ? (calendarDay(text) ?? epochMs(text)) : epochMs(text)
  if (value === undefined || value % dayMs !== 0) {
    return refused(
      property,
      'INVALID_DATE',
      'a date is YYYY-MM-DD or the epoch milliseconds of midnight UTC.',
    )
  }
  return { ok: true, value: value === 0 ? 0 : value }
}

function toDateTime(property: ValueShape, input: unknown, timeZone: string): CanonicalResult {
  const text = typeof input === 'string' ? input.trim() : input
  if (text === '') return cleared
  const value = typeof text === 'string' ? (instant(text, timeZone) ?? epochMs(text)) : epochMs(text)
  if (value === undefined) {
    return refused(property, 'INVALID_DATE', 'a date and time is ISO 8601 or epoch milliseconds.')
  }
  return { ok: true, value: value === 0 ? 0 : value }
}

function epochMs(input: unknown): number | undefined {
  const value = typeof input === 'string' && /^-?\d{1,16}$/.test(input) ? Number(input) : input
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined
  return value >= firstInstant && value < pastLastInstant ? value : undefined
}

/** Midnight UTC of an ISO date that exists; undefined for 2026-02-30. */
function calendarDay(text: string): number | undefined {
  const parts = isoDate.exec(text)
  if (!parts) return undefined
  const value = Date.parse(`${text}T00:00:00.000Z`)
  return Number.isNaN(value) || new Date(value).toISOString().slice(0, 10) !== text ? undefined : value
}

function instant(text: string, timeZone: string): number | undefined {
  const day = calendarDay(text)
  if (day !== undefined) return timeZone === 'UTC' ? day : zonedTime(timeZone, clockAt('UTC', day))
  const parts = isoDateTime.exec(text)
  if (!parts) return undefined
  const date = calendarDay(`${parts[1]}-${parts[2]}-${parts[3]}`)
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)]
  if (date === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  const millisecond = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  const clock = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  const zone = parts[8]
  if (zone === undefined && timeZone !== 'UTC') return zonedTime(timeZone, clockAt('UTC', date + clock))
  const offset = offsetMs(zone)
  return offset === undefined ? undefined : epochMs(date + clock - offset)
}

function offsetMs(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  if (hours > 23 || minutes > 59) return undefined
  return (hours * 60 + minutes) * 60_000 * (zone.startsWith('-') ? -1 : 1)
}

function toText(property: ValueShape, input: unknown): CanonicalResult {
  const text = plainText(input)
  if (text === undefined) return refused(property, 'INVALID_TEXT', 'it must be text.')
  if (!isStorableText(text)) {
    return refused(property, 'INVALID_TEXT', 'it holds a lone surrogate or the character U+0000.')
  }
  if (isTooLong(text))
    return refused(property, 'VALUE_TOO_LONG', `it is longer than ${longestText} characters.`)
  return { ok: true, value: text }
}

function plainText(input: unknown): string | undefined {
  if (typeof input === 'string') return input
  if (typeof input === 'boolean' || (typeof input === 'number' && Number.isFinite(input)))
    return String(input)
  return undefined
}

function isTooLong(text: string): boolean {
  if (text.length <= longestText) return false
  if (text.length > 2 * longestText) return true
  let points = 0
  for (const _ of text) points++
  return points > longestText
}

function toOption(property: ValueShape, input: unknown): CanonicalResult {
  const text = toText(property, input)
  if (!text.ok || typeof text.value !== 'string') return text
  if (text.value.trim() === '') return cleared
  const option = knownOption(property, text.value.trim())
  return option === undefined ? unknownOption(property, text.value) : { ok: true, value: option }
}

function toOptions(
  property: ValueShape,
  input: unknown,
  current: CanonicalValue | null | undefined,
): CanonicalResult {
  const text = toText(property, Array.isArray(input) ? joined(input) : input)
  if (!text.ok || typeof text.value !== 'string') return text
  const { append, values } = parseMultiSelect(text.value)
  const chosen = new Set<string>(append && Array.isArray(current) ? current : [])
  for (const entry of values) {
    const option = knownOption(property, entry)
    if (option === undefined) return unknownOption(property, entry)
    chosen.add(option)
  }
  return chosen.size === 0 ? cleared : { ok: true, value: [...chosen].sort() }
}

/** Options given as a list; one that is no text makes the whole no text. */
function joined(entries: readonly unknown[]): string | undefined {
  const texts = entries.map(plainText)
  return texts.includes(undefined) ? undefined : texts.join(';')
}

const optionIndexes = new WeakMap<ValueShape['options'], ReadonlyMap<string, string>>()

/** The option's own value: exactly, else the one that differs only in case or outer space. */
function knownOption(property: ValueShape, text: string): string | undefined {
  // Options that stand elsewhere bind once they are known here.
  if (property.externalOptions && property.options.length === 0) return text
  let index = optionIndexes.get(property.options)
  if (!index) {
    index = new Map([
      ...property.options.map((option) => [fold(option.value), option.value] as const).reverse(),
      ...property.options.map((option) => [`=${option.value}`, option.value] as const),
    ])
    optionIndexes.set(property.options, index)
  }
  return index.get(`=${text}`) ?? index.get(fold(text))
}

function unknownOption(property: ValueShape, text: string): CanonicalResult {
  return refused(property, 'INVALID_OPTION', `"${text.slice(0, 100)}" is not one of its options.`)
}
