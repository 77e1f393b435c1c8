import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** What others' filters have to be told of a record's write. */
export interface FanoutRow {
  /** How many associations away the farthest of them stand. */
  readonly hops: number
  /** The chain of causes, as JSON. */
  readonly chain: string
}

/** One row a record whose write other records' filters read: expanded after commit, in chunks (engine.md 3). */
export async function insertFanout(tx: Transaction, rows: ReadonlyMap<number, FanoutRow>): Promise<void> {
  if (rows.size === 0) return
  const fanouts = [...rows.values()]
  await tx.execute(
    sql`
      INSERT INTO pending_fanout (account_id, source_record_id, epoch, hops, chain)
      SELECT ${tx.accountId}, n.record_id, ${tx.epoch}, n.hops, n.chain
      FROM unnest(
        ${numberArray([...rows.keys()])}::bigint[], ${numberArray(fanouts.map(({ hops }) => hops))}::smallint[],
        ${textArray(fanouts.map(({ chain }) => chain))}::jsonb[]
      ) AS n(record_id, hops, chain)`,
    'records.insert-fanout',
  )
}
