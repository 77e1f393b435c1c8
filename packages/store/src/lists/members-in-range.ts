import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { Member } from './write-members.js'

/** Members of a list among a range of record ids, in order. */
export function membersInRange(
  tx: Transaction,
  listId: number,
  { after, to }: { readonly after: number; readonly to: number },
): Promise<Member[]> {
  return tx.query<Member>(
    sql`
      SELECT list_id AS "listId", record_id AS "recordId", matched_group AS "matchedGroup" FROM list_members
      WHERE account_id = ${tx.accountId} AND list_id = ${listId} AND record_id > ${after} AND record_id <= ${to}
      ORDER BY record_id`,
    'lists.members-in-range',
  )
}
