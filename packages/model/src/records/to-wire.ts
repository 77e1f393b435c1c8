import { isMultiSelect, type Property } from './property.js'
import type { CanonicalValue } from './value.js'

/** The text a client reads for a value (api.md 2.6); null where there is none. */
export function toWire(
  property: Pick<Property, 'type' | 'fieldType'>,
  value: CanonicalValue | null | undefined,
): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' && property.type === 'date') return new Date(value).toISOString().slice(0, 10)
  if (typeof value === 'number' && property.type === 'datetime') return new Date(value).toISOString()
  if (typeof value === 'object') return value.join(isMultiSelect(property) ? ';' : ',')
  return String(value)
}
