import type { AssociationType } from '@millrace/model'
import type { ObjectTypeRecord, PropertyRecord } from '@millrace/store'
import { iso } from '../iso.js'
import { showProperty } from '../properties/show-property.js'

/** The definition of an object as clients read it (api.md 3). */
export function showDefinition(type: ObjectTypeRecord) {
  const { id, name, fullyQualifiedName, labels, description, archivedAt } = type
  return {
    id: id.slice(id.indexOf('-') + 1),
    objectTypeId: id,
    name,
    fullyQualifiedName,
    labels,
    ...(description !== null && { description }),
    primaryDisplayProperty: type.primaryDisplayProperty,
    secondaryDisplayProperties: type.secondaryDisplayProperties,
    requiredProperties: type.requiredProperties,
    searchableProperties: type.searchableProperties,
    archived: archivedAt !== null,
    createdAt: iso(type.createdAt),
    updatedAt: iso(type.updatedAt),
  }
}

/** The same with its properties, and the associations that lead from it and to it. */
export function showSchema(
  type: ObjectTypeRecord,
  properties: readonly PropertyRecord[],
  associationTypes: readonly AssociationType[],
) {
  return {
    ...showDefinition(type),
    properties: properties.map(showProperty),
    associations: associationTypes
      .filter(({ fromObjectTypeId, toObjectTypeId }) => [fromObjectTypeId, toObjectTypeId].includes(type.id))
      .map(({ typeId, fromObjectTypeId, toObjectTypeId, name }) => ({
        id: String(typeId),
        fromObjectTypeId,
        toObjectTypeId,
        name,
      })),
  }
}
