import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Of these enrollments, those that still wait at the action for an effect: the rest has left or moved on. */
export async function readWaitingForEffect(
  tx: Transaction,
  enrollmentIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.query<{ id: number; actionId: string }>(
    sql`SELECT id, action_id AS "actionId" FROM enrollments
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(enrollmentIds)}::bigint[]) AND state = 'effect'`,
    'outbox.read-waiting-for-effect',
  )
  return new Map(rows.map((row) => [row.id, row.actionId]))
}
