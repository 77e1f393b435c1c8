import type { Lane } from '@millrace/model'
import sql, { raw } from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** A record to look at, and whether something happened to it besides its changes. */
export interface PendingRecord {
  readonly id: number
  readonly hasEvents: boolean
}

/**
 * Records that somebody changed, or that something happened to, and that nobody has looked at yet. Read without locks: a
 * hint whom to lock. There is no "after an id" and no "after a transaction" here (engine.md 2): whatever is committed and
 * not yet taken is found. Two evaluators of one lane begin at the two ends, or both would reach for the same records.
 */
export function pickPendingRecords(
  tx: Transaction,
  lane: Lane,
  limit: number,
  from: 'front' | 'back',
): Promise<PendingRecord[]> {
  const order = raw(from === 'front' ? 'ASC' : 'DESC')
  return tx.query<PendingRecord>(
    sql`
      SELECT record_id AS id, bool_or(is_event) AS "hasEvents" FROM (
        (SELECT DISTINCT record_id, false AS is_event FROM pending_changes
         WHERE account_id = ${tx.accountId} AND lane = ${lane} ORDER BY record_id ${order} LIMIT ${limit})
        UNION ALL
        (SELECT DISTINCT record_id, true FROM pending_events
         WHERE account_id = ${tx.accountId} AND lane = ${lane} ORDER BY record_id ${order} LIMIT ${limit})
      ) AS pending
      GROUP BY record_id ORDER BY record_id ${order} LIMIT ${limit}`,
    from === 'front' ? 'pending.pick' : 'pending.pick-back',
  )
}
