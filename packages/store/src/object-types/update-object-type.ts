import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { checkDescription, checkNamed, labelsOf, type ObjectTypeChange } from './object-type-definition.js'
import { type ObjectTypeRecord, objectTypeColumns, readObjectType } from './read-object-types.js'

/**
 * Changes how a custom object type is shown and what it asks for; its name never. Under the exclusive lock. Throws
 * OBJECT_TYPE_NOT_FOUND, READ_ONLY_VALUE, INVALID_BODY.
 */
export async function updateObjectType(
  tx: Transaction,
  definitions: Definitions,
  id: string,
  change: ObjectTypeChange,
): Promise<ObjectTypeRecord> {
  const current = await customObjectType(tx, id)
  checkDescription(change.description)
  const next = {
    ...current,
    ...change,
    labels: labelsOf(current.name, { ...current.labels, ...change.labels }),
  }
  checkNamed(definitions, id, next)
  const [type] = await tx.query<ObjectTypeRecord>(sql`
    UPDATE object_types SET labels = ${JSON.stringify(next.labels)}::jsonb, description = ${next.description},
      primary_display_property = ${next.primaryDisplayProperty},
      secondary_display_properties = ${textArray(next.secondaryDisplayProperties)}::text[],
      required_properties = ${textArray(next.requiredProperties)}::text[],
      searchable_properties = ${textArray(next.searchableProperties)}::text[], updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id}
    RETURNING ${objectTypeColumns}`)
  if (!type) throw new Error(`object type ${id} vanished under the account's lock`)
  await bumpEpoch(tx)
  return type
}

export async function customObjectType(tx: Transaction, id: string): Promise<ObjectTypeRecord> {
  const type = await readObjectType(tx, id)
  if (!type || type.archivedAt !== null)
    throw new Problem('OBJECT_TYPE_NOT_FOUND', `There is no object type "${id.slice(0, 100)}".`, {
      field: 'objectType',
    })
  if (!type.custom)
    throw new Problem(
      'READ_ONLY_VALUE',
      `${type.labels.plural} are a standard object and stay as they are.`,
      {
        field: 'objectType',
      },
    )
  return type
}
