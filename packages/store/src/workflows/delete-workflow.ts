import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * Deletes a workflow; false where there is none. Its revisions are kept for audit (api.md 4.8), whoever is inside is for
 * the engine to unenroll. Only under the exclusive lock, with the epoch raised: it may be live.
 */
export async function deleteWorkflow(tx: Transaction, id: number): Promise<boolean> {
  const deleted = await tx.execute(sql`
    UPDATE workflows SET deleted_at = clock_timestamp(), is_enabled = false, enabled_epoch = NULL, enabled_at = NULL
    WHERE account_id = ${tx.accountId} AND id = ${id} AND deleted_at IS NULL`)
  return deleted > 0
}
