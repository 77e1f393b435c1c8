import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Ids of records associated with one record, in order, after an id. */
export async function associatedAfter(
  tx: Transaction,
  recordId: number,
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await tx.query<{ to_id: number }>(
    sql`
      SELECT DISTINCT to_id FROM associations
      WHERE account_id = ${tx.accountId} AND from_id = ${recordId} AND to_id > ${after}
      ORDER BY to_id LIMIT ${limit}`,
    'pending.associated-after',
  )
  return rows.map((row) => row.to_id)
}
