import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Records for which some condition on the clock may have flipped by now, earliest first; read without locks. */
export async function pickDueWakeups(tx: Transaction, limit: number): Promise<number[]> {
  const rows = await tx.query<{ record_id: number }>(
    sql`
      SELECT record_id FROM clock_wakeups
      WHERE account_id = ${tx.accountId} AND due_at <= clock_timestamp() ORDER BY due_at LIMIT ${limit}`,
    'clock.pick-due',
  )
  return rows.map((row) => row.record_id)
}
