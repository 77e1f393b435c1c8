import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * A planted defect (engine.md 8, *enrollment locked before record*): due enrollments are locked while their records are
 * not. Whoever holds a record and wants its enrollment now waits for a wave that waits for the record.
 */
export async function lockEnrollmentsFirst(tx: Transaction, lane: Lane, limit: number): Promise<number[]> {
  const rows = await tx.query<{ record_id: number }>(sql`
    SELECT record_id FROM enrollments WHERE account_id = ${tx.accountId} AND lane = ${lane} AND due_at <= now()
    ORDER BY due_at, id LIMIT ${limit} FOR NO KEY UPDATE`)
  return rows.map((row) => row.record_id)
}
