import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/**
 * Asks for a look at locked records as soon as this is committed, though nothing of their own changed: where they stand in
 * a workflow did. `now`: epoch ms.
 */
export async function lookAgain(tx: Transaction, recordIds: readonly number[], now: number): Promise<void> {
  if (recordIds.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO clock_wakeups (account_id, record_id, due_at)
      SELECT DISTINCT ${tx.accountId}::bigint, id, to_timestamp(${now / 1000}::float8)
      FROM unnest(${numberArray(recordIds)}::bigint[]) AS n(id) ORDER BY id
      ON CONFLICT (account_id, record_id) DO UPDATE SET due_at = excluded.due_at
      WHERE clock_wakeups.due_at > excluded.due_at`,
    'clock.look-again',
  )
}
