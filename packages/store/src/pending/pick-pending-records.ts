import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * Ids of records that somebody changed and nobody has looked at yet. Read without locks: a hint whom to lock. There is no
 * "after an id" and no "after a transaction" here (engine.md 2): whatever is committed and not yet taken is found. Two
 * evaluators of one lane begin at the two ends, or both would reach for the same records.
 */
export async function pickPendingRecords(
  tx: Transaction,
  lane: Lane,
  limit: number,
  from: 'front' | 'back',
): Promise<number[]> {
  const rows = await tx.query<{ record_id: number }>(
    from === 'front'
      ? sql`
        SELECT DISTINCT record_id FROM pending_changes
        WHERE account_id = ${tx.accountId} AND lane = ${lane} ORDER BY record_id LIMIT ${limit}`
      : sql`
        SELECT DISTINCT record_id FROM pending_changes
        WHERE account_id = ${tx.accountId} AND lane = ${lane} ORDER BY record_id DESC LIMIT ${limit}`,
    from === 'front' ? 'pending.pick' : 'pending.pick-back',
  )
  return rows.map((row) => row.record_id)
}
