import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Sets or clears the mark of deletion of locked records; `at` epoch ms, null restores. */
export async function markDeleted(tx: Transaction, ids: readonly number[], at: number | null): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(
    sql`
      UPDATE records SET deleted_at = to_timestamp(${at === null ? null : at / 1000}::float8)
      WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])`,
    'records.mark-deleted',
  )
}
