import type { Chain } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** A write that filters of associated records read, and how far its expansion has come. */
export interface Fanout {
  readonly id: number
  readonly sourceRecordId: number
  /** How many associations away the farthest record stands that has to look. */
  readonly hops: number
  readonly chain: Chain
  /** The last associated record looked at. */
  readonly cursor: number
}

/** Expansions to do, oldest first; read without locks. */
export function pickFanout(tx: Transaction, limit: number): Promise<Fanout[]> {
  return tx.query<Fanout>(
    sql`
      SELECT id, source_record_id AS "sourceRecordId", hops, chain, cursor FROM pending_fanout
      WHERE account_id = ${tx.accountId} ORDER BY id LIMIT ${limit}`,
    'pending.pick-fanout',
  )
}
