import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Takes one more sequence number for a log row of an enrollment whose place does not change: a late or last answer. */
export async function countLateSteps(tx: Transaction, enrollmentIds: readonly number[]): Promise<void> {
  if (enrollmentIds.length === 0) return
  await tx.execute(
    sql`UPDATE enrollments SET seq = seq + 1
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(enrollmentIds)}::bigint[])`,
    'outbox.count-late-steps',
  )
}
