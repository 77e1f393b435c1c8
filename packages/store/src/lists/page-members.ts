import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Members of a list by record id, ascending, after an id: one page. */
export async function pageMembers(
  tx: Transaction,
  listId: number,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT record_id AS id FROM list_members
      WHERE account_id = ${tx.accountId} AND list_id = ${listId} AND record_id > ${after}
      ORDER BY account_id, list_id, record_id LIMIT ${limit}`,
    'lists.page-members',
  )
  return rows.map(({ id }) => id)
}
