import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * Turns the notes of a gone worker into suspicion: one more for each member that was in its wave and is still inside.
 * Note and suspicion change together, so a keeper that dies in between counts nobody twice.
 */
export async function suspectMembers(tx: Transaction, workerId: string): Promise<number> {
  return tx.execute(sql`
    WITH notes AS (
      DELETE FROM wave_notes WHERE worker_id = ${workerId} AND account_id = ${tx.accountId} RETURNING enrollment_ids
    ), members AS (
      SELECT e.id FROM enrollments e
      WHERE e.account_id = ${tx.accountId} AND e.ended_at IS NULL
        AND e.id IN (SELECT unnest(enrollment_ids) FROM notes)
      ORDER BY e.id FOR UPDATE
    )
    UPDATE enrollments e SET suspicion = e.suspicion + 1
    FROM members m WHERE e.account_id = ${tx.accountId} AND e.id = m.id`)
}
