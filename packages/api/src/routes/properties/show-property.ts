import type { PropertyGroup, PropertyRecord } from '@millrace/store'
import { iso } from '../iso.js'

/** A property as clients read it (api.md 3.1). */
export function showProperty(property: PropertyRecord) {
  const { name, label, type, fieldType, groupName, description, options, displayOrder, hidden } = property
  const { hasUniqueValue, calculated, externalOptions, archivedAt, builtIn, readOnly } = property
  return {
    name,
    label,
    type,
    fieldType,
    groupName,
    description,
    options: options.map((option) => ({ ...option, description: option.description ?? '' })),
    displayOrder,
    hidden,
    hasUniqueValue,
    calculated,
    externalOptions,
    ...(property.referencedObjectType && { referencedObjectType: property.referencedObjectType }),
    archived: archivedAt !== null,
    hubspotDefined: builtIn,
    formField: false,
    createdAt: iso(property.createdAt),
    updatedAt: iso(property.updatedAt),
    ...(archivedAt !== null && { archivedAt: iso(archivedAt) }),
    modificationMetadata: {
      archivable: !builtIn,
      readOnlyDefinition: readOnly,
      readOnlyOptions: readOnly,
      readOnlyValue: readOnly || calculated,
    },
  }
}

export function showGroup({ name, label, displayOrder }: PropertyGroup) {
  return { name, label, displayOrder, archived: false }
}
