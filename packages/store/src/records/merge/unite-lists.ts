import sql from 'sql-template-tag'
import type { Transaction } from '../../database.js'
import { joinLists, leaveAllLists } from '../../lists/write-members.js'

/**
 * Puts the survivor where the other was put by hand. Who belongs to an active list its filter says, at the next look. `at`:
 * epoch ms.
 */
export async function uniteLists(
  tx: Transaction,
  survivorId: number,
  loserId: number,
  at: number,
): Promise<void> {
  const lists = await staticListsOf(tx, loserId)
  await leaveAllLists(tx, [loserId])
  await joinLists(
    tx,
    lists.map(({ id }) => ({ listId: id, recordId: survivorId, matchedGroup: null })),
    at,
  )
}

function staticListsOf(tx: Transaction, recordId: number): Promise<{ id: number }[]> {
  return tx.query(
    sql`
      SELECT l.id FROM list_members m JOIN lists l ON l.account_id = m.account_id AND l.id = m.list_id
      WHERE m.account_id = ${tx.accountId} AND m.record_id = ${recordId} AND l.processing_type <> 'DYNAMIC'
      ORDER BY l.id`,
    'records.static-lists-of',
  )
}
