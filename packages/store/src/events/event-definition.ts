// What an event definition may be called and be like (api.md 3.1; W-EVT-48).
import {
  type EventProperty,
  type EventType,
  eventPropertyTypes,
  isStorableText,
  Problem,
} from '@millrace/model'
import { isInternalName } from '../internal-name.js'
import { invalidBody } from '../invalid-body.js'

/** A property of a customer's event; those that every event may have are not archivable. */
export interface DefinedEventProperty extends EventProperty {
  readonly description: string
  readonly archivable: boolean
}

export interface EventDefinition {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly description: string | null
  readonly objectTypeId: string
  readonly trackingType: string
  readonly properties: readonly DefinedEventProperty[]
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly archivedAt: number | null
}

/** As events name it when they are sent: `pe12_signed_up` (api.md 7.2). */
export function qualifiedEventName(accountId: number, name: string): string {
  return `pe${accountId}_${name}`
}

export function eventTypeOf(
  accountId: number,
  definition: Pick<EventDefinition, 'id' | 'name' | 'label' | 'objectTypeId' | 'properties'>,
): EventType {
  const { id, name, label, objectTypeId, properties } = definition
  return {
    id,
    name: qualifiedEventName(accountId, name),
    label,
    objectTypeIds: [objectTypeId],
    properties,
    countedBy: null,
  }
}

/** The name a label stands for; empty when it has no letter of one. */
export function eventNameFrom(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 100)
}

const mostOptions = 1_000
const mostProperties = 500

/** Throws INVALID_BODY. */
export function checkEventName(name: string, field = 'name'): void {
  if (isInternalName(name)) return
  throw invalidBody(
    field,
    `"${name.slice(0, 100)}" is no name: a to z, 0 to 9 and _, from a letter, at most 100.`,
  )
}

/** Throws INVALID_BODY. */
export function checkEventTexts({
  label,
  description,
}: {
  label?: string
  description?: string | null
}): void {
  if (label !== undefined && (label.trim() === '' || label.length > 250 || !isStorableText(label)))
    throw invalidBody('label', 'A label is text of 1 to 250 characters.')
  if (description && (description.length > 5_000 || !isStorableText(description)))
    throw invalidBody('description', 'A description is text of at most 5,000 characters.')
}

/** Throws INVALID_BODY or PROPERTY_EXISTS. */
export function checkEventProperties(properties: readonly DefinedEventProperty[]): void {
  if (properties.length > mostProperties)
    throw new Problem('LIMIT_EXCEEDED', `An event has at most ${mostProperties} properties.`)
  const seen = new Set<string>()
  for (const property of properties) {
    checkEventProperty(property)
    if (seen.has(property.name))
      throw new Problem('PROPERTY_EXISTS', `The event has a property "${property.name}" already.`, {
        field: 'name',
      })
    seen.add(property.name)
  }
}

function checkEventProperty({ name, label, description, type, options }: DefinedEventProperty): void {
  checkEventName(name)
  checkEventTexts({ label, description })
  if (!eventPropertyTypes.includes(type))
    throw invalidBody('type', 'There is no such type of event property.')
  if (type !== 'enumeration' && options.length > 0)
    throw invalidBody('options', 'Only an enumeration has options.')
  if (options.length > mostOptions) throw invalidBody('options', `At most ${mostOptions} options.`)
  const values = new Set<string>()
  for (const { value } of options) {
    if (value.trim() === '' || value.length > 3_000 || !isStorableText(value))
      throw invalidBody('options', 'An option is text of 1 to 3,000 characters.')
    if (values.has(value)) throw invalidBody('options', `"${value}" is there twice.`)
    values.add(value)
  }
}
