import { type CanonicalValue, keyOf, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Records by a keyed property's value: the record of each value that has one, the lowest id where several have it. */
export async function findByKey(
  tx: Transaction,
  property: Property,
  values: readonly CanonicalValue[],
): Promise<Map<CanonicalValue, number>> {
  const found = new Map<CanonicalValue, number>()
  if (values.length === 0) return found
  const rows = await tx.query<{ key: string; record_id: number }>(
    sql`
      SELECT key, min(record_id) AS record_id FROM record_keys
      WHERE account_id = ${tx.accountId} AND object_type_id = ${property.objectTypeId}
        AND property_id = ${property.id} AND key = ANY(${textArray(values.map(keyOf))}::text[])
      GROUP BY key`,
    'records.find-by-key',
  )
  const byKey = new Map(rows.map(({ key, record_id }) => [key, record_id]))
  for (const value of values) {
    const id = byKey.get(keyOf(value))
    if (id !== undefined) found.set(value, id)
  }
  return found
}
