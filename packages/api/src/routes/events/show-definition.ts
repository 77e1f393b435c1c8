import type { ObjectType } from '@millrace/model'
import { type DefinedEventProperty, type EventDefinition, qualifiedEventName } from '@millrace/store'
import { iso } from '../iso.js'

/** An event definition as the API tells it. */
export function showEventDefinition(
  accountId: number,
  definition: EventDefinition,
  primary: ObjectType | undefined,
) {
  const { id, name, label, description, objectTypeId, trackingType, properties } = definition
  return {
    id,
    name,
    fullyQualifiedName: qualifiedEventName(accountId, name),
    labels: { singular: label, plural: label },
    ...(description !== null && { description }),
    objectTypeId: id,
    primaryObject: primary?.singular.toUpperCase() ?? objectTypeId,
    primaryObjectId: objectTypeId,
    trackingType,
    archived: definition.archivedAt !== null,
    properties: properties.map(showEventProperty),
    associations: [],
    createdAt: iso(definition.createdAt),
    updatedAt: iso(definition.updatedAt),
  }
}

export function showEventProperty({
  name,
  label,
  type,
  description,
  options,
  archivable,
}: DefinedEventProperty) {
  return {
    name,
    label,
    type,
    fieldType: fieldTypes[type],
    groupName: 'eventproperties',
    description,
    options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })),
    archived: false,
    modificationMetadata: { archivable, readOnlyDefinition: !archivable, readOnlyValue: false },
  }
}

const fieldTypes = {
  string: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  enumeration: 'select',
  date: 'date',
  datetime: 'date',
} as const
