import { type CanonicalValue, fold, foldedCompanion, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../../database.js'

/** Archived records that had a text value: they hold no keys, so their values are looked at one by one. */
export async function findArchived(
  tx: Transaction,
  { objectTypeId, name }: Property,
  value: CanonicalValue,
): Promise<number[]> {
  const folded = foldedCompanion(name)
  const rows = await tx.query<{ id: number }>(sql`
    SELECT r.id FROM records r
    LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId} AND r.deleted_at IS NOT NULL
      AND coalesce(r.hot ->> ${folded}::text, r.hot ->> ${name}::text, c.cold ->> ${folded}::text, c.cold ->> ${name}::text)
        = ${fold(String(value))}
    ORDER BY r.id`)
  return rows.map(({ id }) => id)
}
