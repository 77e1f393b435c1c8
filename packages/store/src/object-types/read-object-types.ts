import type { ObjectType } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface ObjectTypeRecord extends ObjectType {
  /** Found by the words of a search besides the first display property. */
  readonly searchableProperties: readonly string[]
  readonly secondaryDisplayProperties: readonly string[]
  readonly description: string | null
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly archivedAt: number | null
}

export const objectTypeColumns: Sql = sql`id, name, singular, fully_qualified_name AS "fullyQualifiedName", labels,
  primary_display_property AS "primaryDisplayProperty", required_properties AS "requiredProperties",
  searchable_properties AS "searchableProperties", secondary_display_properties AS "secondaryDisplayProperties",
  description, custom, created_at AS "createdAt", updated_at AS "updatedAt", archived_at AS "archivedAt"`

/** Custom object types of the account, live or archived, the oldest first. */
export function listCustomObjectTypes(
  tx: Transaction,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<ObjectTypeRecord[]> {
  return tx.query<ObjectTypeRecord>(sql`
    SELECT ${objectTypeColumns} FROM object_types
    WHERE account_id = ${tx.accountId} AND custom AND (archived_at IS NOT NULL) = ${archived}
    ORDER BY length(id), id`)
}

/** One object type, built-in ones too, archived or not. */
export async function readObjectType(tx: Transaction, id: string): Promise<ObjectTypeRecord | undefined> {
  const [type] = await tx.query<ObjectTypeRecord>(sql`
    SELECT ${objectTypeColumns} FROM object_types WHERE account_id = ${tx.accountId} AND id = ${id}`)
  return type
}
