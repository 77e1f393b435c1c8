// Short forms for writing tables of built-in properties.
import type { Property, PropertyOption } from './property.js'

/** A property before an account has it: no id, no order, no object type. */
export type PropertySeed = Omit<Property, 'id' | 'objectTypeId' | 'displayOrder'>

type Change = Partial<Omit<PropertySeed, 'name' | 'label' | 'type'>>

function seed(
  name: string,
  label: string,
  type: Property['type'],
  fieldType: string,
  change: Change = {},
): PropertySeed {
  return {
    name,
    label,
    type,
    fieldType,
    groupName: 'information',
    description: '',
    options: [],
    externalOptions: false,
    hasUniqueValue: false,
    keyed: false,
    readOnly: false,
    calculated: false,
    hidden: false,
    placement: 'cold',
    archivedAt: null,
    ...change,
  }
}

export const text = (name: string, label: string, change?: Change) =>
  seed(name, label, 'string', 'text', change)
export const longText = (name: string, label: string) => seed(name, label, 'string', 'textarea')
export const phone = (name: string, label: string) => seed(name, label, 'string', 'phonenumber')
export const number = (name: string, label: string, change?: Change) =>
  seed(name, label, 'number', 'number', change)
export const date = (name: string, label: string) => seed(name, label, 'date', 'date')
export const dateTime = (name: string, label: string, change?: Change) =>
  seed(name, label, 'datetime', 'date', change)
export const bool = (name: string, label: string) => seed(name, label, 'bool', 'booleancheckbox')
export const owner = () =>
  seed('hubspot_owner_id', 'Owner', 'enumeration', 'select', {
    externalOptions: true,
    referencedObjectType: 'OWNER',
  })

/** A choice from elsewhere (pipelines, stages, currencies): while no options are known, any value is accepted. */
export const reference = (name: string, label: string, change?: Change) =>
  seed(name, label, 'enumeration', 'select', { externalOptions: true, ...change })

/** `'NEW: New'` or just `'NEW'`, whose label is then made from the value. */
export const choice = (name: string, label: string, ...options: readonly string[]) =>
  seed(name, label, 'enumeration', 'select', { options: optionsOf(options) })

export const multiChoice = (name: string, label: string, ...options: readonly string[]) =>
  seed(name, label, 'enumeration', 'checkbox', { options: optionsOf(options) })

/** Read-only, from a column of `records`. */
export const column = (name: string, label: string, type: 'number' | 'datetime') =>
  seed(name, label, type, type === 'number' ? 'number' : 'date', { readOnly: true, placement: 'column' })

/** Looked up, searched and sorted by its key. */
export const keyed = { keyed: true } as const

/** Where somebody lives or works. */
export const address: readonly PropertySeed[] = [
  text('address', 'Street address'),
  text('city', 'City'),
  text('state', 'State/Region'),
  text('zip', 'Postal code'),
  text('country', 'Country/Region'),
]

function optionsOf(options: readonly string[]): PropertyOption[] {
  return options.map((option, displayOrder) => {
    const [value = '', label = sentence(value)] = option.split(': ')
    return { value, label, displayOrder, hidden: false }
  })
}

function sentence(value: string): string {
  const words = value.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
