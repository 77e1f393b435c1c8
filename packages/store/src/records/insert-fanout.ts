import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** One row a record whose write other records' filters read: expanded after commit, in chunks (engine.md 3). */
export async function insertFanout(tx: Transaction, chains: ReadonlyMap<number, string>): Promise<void> {
  if (chains.size === 0) return
  await tx.execute(
    sql`
      INSERT INTO pending_fanout (account_id, source_record_id, epoch, chain)
      SELECT ${tx.accountId}, n.record_id, ${tx.epoch}, n.chain
      FROM unnest(${numberArray([...chains.keys()])}::bigint[], ${textArray([...chains.values()])}::jsonb[])
        AS n(record_id, chain)`,
    'records.insert-fanout',
  )
}
