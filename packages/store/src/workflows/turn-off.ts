import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Turns a workflow off; false where it was not on. Only under the exclusive lock, with the epoch raised. */
export async function turnOff(tx: Transaction, id: number): Promise<boolean> {
  const changed = await tx.execute(sql`
    UPDATE workflows SET is_enabled = false, enabled_epoch = NULL, enabled_at = NULL, turn_off_at = NULL,
      updated_at = clock_timestamp()
    WHERE account_id = ${tx.accountId} AND id = ${id} AND is_enabled AND deleted_at IS NULL`)
  return changed > 0
}
