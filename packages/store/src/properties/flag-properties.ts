// Where properties live, as everybody is told by the next definitions epoch. The caller holds the account's lock
// exclusively and raises the epoch.
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/**
 * Sets cold properties on their way to the hot side: from the next epoch on, writers write hot and drop the cold copy,
 * readers read hot first. Without records there is nothing to move, and they are hot at once. Unknown names, system columns
 * and what is hot or moving already are passed over. Returns how many were flagged.
 */
export async function flagMoving(
  tx: Transaction,
  objectTypeId: string,
  names: Iterable<string>,
): Promise<number> {
  const wanted = [...names]
  if (wanted.length === 0) return 0
  return tx.execute(sql`
    UPDATE properties p SET placement = CASE WHEN t.has_records THEN 'moving' ELSE 'hot' END,
      move_cursor = CASE WHEN t.has_records THEN 0 END, updated_at = now()
    FROM (
      SELECT EXISTS (
        SELECT 1 FROM records WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
      ) AS has_records
    ) AS t
    WHERE p.account_id = ${tx.accountId} AND p.object_type_id = ${objectTypeId}
      AND p.name = ANY(${textArray(wanted)}::text[]) AND p.placement = 'cold'`)
}

/** The end of a move. Returns how many were still moving. */
export function flagHot(tx: Transaction, objectTypeId: string, names: readonly string[]): Promise<number> {
  return tx.execute(sql`
    UPDATE properties SET placement = 'hot', move_cursor = NULL, updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
      AND name = ANY(${textArray(names)}::text[]) AND placement = 'moving'`)
}
