import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * Deletes ended enrollments older than `before` among the next `limit` by id, which is by time (M-RET-2). Returns the id to
 * go on after, or null when the page reached people who enrolled later.
 */
export async function deleteEndedEnrollments(
  tx: Transaction,
  after: number,
  before: number,
  limit: number,
): Promise<number | null> {
  const [row] = await tx.query<{ last: number | null; newer: boolean | null }>(sql`
    WITH page AS (
      SELECT id, ended_at, enrolled_at FROM enrollments
      WHERE account_id = ${tx.accountId} AND id > ${after} ORDER BY id LIMIT ${limit}
    ), deleted AS (
      DELETE FROM enrollments e USING page p
      WHERE e.account_id = ${tx.accountId} AND e.id = p.id AND p.ended_at < to_timestamp(${before} / 1000.0)
    )
    SELECT max(id) AS last, bool_or(enrolled_at >= to_timestamp(${before} / 1000.0)) AS newer FROM page`)
  return row?.newer === false ? row.last : null
}
