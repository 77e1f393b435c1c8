import type { Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { definitionsOf } from '../definitions/definitions-cache.js'

export interface PropertyRecord extends Property {
  readonly builtIn: boolean
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** Properties of an object type as the properties API shows them, live or archived; options from elsewhere included. */
export async function listProperties(
  tx: Transaction,
  objectTypeId: string,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<PropertyRecord[]> {
  const properties = await tx.query<PropertyRecord>(sql`
    SELECT id, object_type_id AS "objectTypeId", name, label, type, field_type AS "fieldType", group_name AS "groupName",
      description, options, external_options AS "externalOptions", referenced_object_type AS "referencedObjectType",
      has_unique_value AS "hasUniqueValue", keyed, read_only AS "readOnly", calculated, hidden, display_order AS "displayOrder", placement,
      archived_at AS "archivedAt", built_in AS "builtIn", created_at AS "createdAt", updated_at AS "updatedAt"
    FROM properties
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND (archived_at IS NOT NULL) = ${archived}
    ORDER BY id`)
  const definitions = await definitionsOf(tx)
  return properties.map((property) => ({
    ...property,
    options: definitions.property(objectTypeId, property.name)?.options ?? property.options,
  }))
}
