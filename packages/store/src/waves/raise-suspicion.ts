import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/**
 * Their wave ended badly: once more suspected each (engine.md 4). Records are locked first, like everywhere, by
 * whoever calls this.
 */
export function raiseSuspicion(tx: Transaction, enrollmentIds: readonly number[]): Promise<number> {
  return tx.execute(
    sql`UPDATE enrollments SET suspicion = least(suspicion + 1, 100)
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(enrollmentIds)}::bigint[]) AND ended_at IS NULL`,
    'raise-suspicion',
  )
}
