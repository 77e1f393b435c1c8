// What is known about a kind of event: of the catalogue, or defined by a customer (W-EVT-48, W-EVT-61).
import type { ValueShape } from '../records/canonical.js'
import type { Property } from '../records/property.js'

export const eventPropertyTypes = ['string', 'number', 'bool', 'enumeration', 'date', 'datetime'] as const
export type EventPropertyType = (typeof eventPropertyTypes)[number]

export interface EventProperty {
  readonly name: string
  readonly label: string
  readonly type: EventPropertyType
  /** Values an enumeration may have; empty for other types. */
  readonly options: readonly EventPropertyOption[]
}

export interface EventPropertyOption {
  readonly value: string
  readonly label: string
}

export interface EventType {
  /** As flow documents name it: `4-1639801`, `6-1` (api.md 7.2); `millrace-…` where HubSpot has no id. */
  readonly id: string
  /** As the events API names it: `e_visited_page`, `pe12_signed_up`. */
  readonly name: string
  readonly label: string
  /** Records it can happen to; null: of any object. */
  readonly objectTypeIds: readonly string[] | null
  readonly properties: readonly EventProperty[]
  /** It is told, and never enrolls (W-EVT-5). */
  readonly neverEnrolls?: true
  /** The property whose values are counted apart for each record, such as the form; null: only how often in all. */
  readonly countedBy: string | null
}

export const text = (name: string, label: string) => property(name, label, 'string')
export const number = (name: string, label: string) => property(name, label, 'number')
export const instant = (name: string, label: string) => property(name, label, 'datetime')

export function choice(name: string, label: string, values: readonly string[]): EventProperty {
  return {
    ...property(name, label, 'enumeration'),
    options: values.map((value) => ({ value, label: value })),
  }
}

function property(name: string, label: string, type: EventPropertyType): EventProperty {
  return { name, label, type, options: [] }
}

/** An event's property as filters and actions see any property; what happened once has no earlier values (W-EVS-13). */
export function asProperty(eventTypeId: string, property: EventProperty): Property {
  return {
    ...shapeOfEventProperty(property),
    id: 0,
    objectTypeId: eventTypeId,
    label: property.label,
    groupName: '',
    description: '',
    hasUniqueValue: false,
    keyed: false,
    readOnly: true,
    calculated: false,
    hidden: false,
    displayOrder: 0,
    placement: 'column',
    archivedAt: null,
  }
}

/** An event's property as `toCanonical` sees any property. */
export function shapeOfEventProperty({ name, type, options }: EventProperty): ValueShape {
  return {
    name,
    type,
    fieldType: 'text',
    options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })),
    externalOptions: false,
  }
}
