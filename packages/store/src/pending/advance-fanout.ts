import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { Fanout } from './pick-fanout.js'

/**
 * Moves an expansion on to `cursor`, or ends it with null. False: somebody else moved it first, so this look must not
 * count.
 */
export async function advanceFanout(
  tx: Transaction,
  fanout: Fanout,
  cursor: number | null,
): Promise<boolean> {
  const rows =
    cursor === null
      ? await tx.execute(
          sql`
            DELETE FROM pending_fanout
            WHERE account_id = ${tx.accountId} AND id = ${fanout.id} AND cursor = ${fanout.cursor}`,
          'pending.end-fanout',
        )
      : await tx.execute(
          sql`
            UPDATE pending_fanout SET cursor = ${cursor}
            WHERE account_id = ${tx.accountId} AND id = ${fanout.id} AND cursor = ${fanout.cursor}`,
          'pending.advance-fanout',
        )
  return rows === 1
}
