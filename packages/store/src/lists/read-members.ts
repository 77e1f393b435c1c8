import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Member } from './write-members.js'

/** Memberships of locked records in some lists. */
export function readMembers(
  tx: Transaction,
  recordIds: readonly number[],
  listIds: readonly number[],
): Promise<Member[]> {
  return tx.query<Member>(
    sql`
      SELECT list_id AS "listId", record_id AS "recordId", matched_group AS "matchedGroup" FROM list_members
      WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(recordIds)}::bigint[])
        AND list_id = ANY(${numberArray(listIds)}::bigint[])`,
    'lists.read-members',
  )
}
