import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface RecordMembership {
  readonly listId: number
  readonly version: number
  /** Epoch ms. */
  readonly joinedAt: number
}

/** The lists that one record is in, in order of id; deleted lists are left out. */
export function listsOfRecord(tx: Transaction, recordId: number): Promise<RecordMembership[]> {
  return tx.query<RecordMembership>(
    sql`
      SELECT m.list_id AS "listId", l.version, m.joined_at AS "joinedAt"
      FROM list_members m JOIN lists l ON l.account_id = m.account_id AND l.id = m.list_id
      WHERE m.account_id = ${tx.accountId} AND m.record_id = ${recordId} AND l.deleted_at IS NULL
      ORDER BY m.list_id`,
    'lists.of-record',
  )
}
