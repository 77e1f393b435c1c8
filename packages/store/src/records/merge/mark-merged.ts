import sql from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import type { Transaction } from '../../database.js'

/**
 * Points locked records at their survivor: the one that disappears now and those it took in before, so that every look-up
 * by id follows one step only (engine.md 2).
 */
export async function markMerged(tx: Transaction, ids: readonly number[], survivorId: number): Promise<void> {
  await tx.execute(
    sql`
      UPDATE records SET merged_into = ${survivorId}
      WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])`,
    'records.mark-merged',
  )
}
