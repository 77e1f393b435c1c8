// Enrollments whose awaited ones have ended go on (A-FLW-10): found by index, woken under their own locks.
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface Releasing {
  readonly waitingId: number
  readonly recordId: number
}

/** Some of those of whose awaited enrollments one has ended since they were looked at; nothing is locked. */
export function pickReleasing(tx: Transaction, limit: number): Promise<Releasing[]> {
  return tx.query<Releasing>(
    sql`SELECT DISTINCT waiting_id AS "waitingId", record_id AS "recordId" FROM (
        SELECT waiting_id, record_id FROM enrollment_waits
        WHERE account_id = ${tx.accountId} AND end_state IS NOT NULL AND NOT noted
        ORDER BY awaited_id LIMIT ${limit}
      ) AS ended`,
    'waits.pick-releasing',
  )
}

/**
 * Makes due those of these enrollments whose awaited ones have all ended, and forgets what nobody waits for any more. They
 * and their records are locked by the caller. Returns how many are due now.
 */
export async function releaseWaiting(
  tx: Transaction,
  waitingIds: readonly number[],
  now: number,
): Promise<number> {
  const ids = numberArray(waitingIds)
  await tx.execute(
    sql`WITH held AS (
      SELECT w.awaited_id, coalesce(e.state = 'event' AND e.action_id = w.action_id, false) AS waits
      FROM enrollment_waits w LEFT JOIN enrollments e ON e.account_id = w.account_id AND e.id = w.waiting_id
      WHERE w.account_id = ${tx.accountId} AND w.waiting_id = ANY (${ids}::bigint[])
      ORDER BY w.awaited_id FOR UPDATE OF w
    ), forgotten AS (
      DELETE FROM enrollment_waits w USING held
      WHERE w.account_id = ${tx.accountId} AND w.awaited_id = held.awaited_id AND NOT held.waits
    )
    UPDATE enrollment_waits w SET noted = true
    FROM held
    WHERE w.account_id = ${tx.accountId} AND w.awaited_id = held.awaited_id AND held.waits
      AND w.end_state IS NOT NULL AND NOT w.noted`,
    'waits.note',
  )
  return tx.execute(
    sql`UPDATE enrollments e SET due_at = to_timestamp(${now}::float8 / 1000)
      WHERE e.account_id = ${tx.accountId} AND e.id = ANY (${ids}::bigint[]) AND e.state = 'event'
        AND e.due_at > to_timestamp(${now}::float8 / 1000)
        AND EXISTS (SELECT FROM enrollment_waits w WHERE w.account_id = e.account_id AND w.waiting_id = e.id)
        AND NOT EXISTS (
          SELECT FROM enrollment_waits w
          WHERE w.account_id = e.account_id AND w.waiting_id = e.id AND w.end_state IS NULL)`,
    'waits.release',
  )
}
