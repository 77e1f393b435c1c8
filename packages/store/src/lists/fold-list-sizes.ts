import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * Adds what joins and leaves appended to the size of each list. Sizes are the same before and after. Returns how many were
 * folded. Any number may fold at once: each takes rows that nobody else holds, and lists in order of id.
 */
export async function foldListSizes(tx: Transaction, limit: number): Promise<number> {
  const [row] = await tx.query<{ folded: number }>(
    sql`
      WITH picked AS (
        SELECT list_id, id FROM list_size_deltas
        WHERE account_id = ${tx.accountId} ORDER BY list_id, id LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ), taken AS (
        DELETE FROM list_size_deltas d USING picked p
        WHERE d.account_id = ${tx.accountId} AND d.list_id = p.list_id AND d.id = p.id
        RETURNING d.list_id, d.n, d.at
      ), sums AS (
        SELECT list_id, sum(n) AS n, max(at) AS at FROM taken GROUP BY list_id
      ), locked AS (
        SELECT id FROM lists WHERE account_id = ${tx.accountId} AND id IN (SELECT list_id FROM sums)
        ORDER BY id FOR NO KEY UPDATE
      ), folded AS (
        UPDATE lists l SET size = l.size + s.n, members_changed_at = greatest(l.members_changed_at, s.at)
        FROM sums s, locked k WHERE l.account_id = ${tx.accountId} AND l.id = s.list_id AND k.id = l.id
      )
      SELECT count(*) AS folded FROM taken`,
    'lists.fold-sizes',
  )
  return row?.folded ?? 0
}
