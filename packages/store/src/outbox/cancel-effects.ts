import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/**
 * Cancels what is queued or waits to be tried again for these enrollments (leaving, suppression, deletion); what is in
 * flight finishes (W-UNA-11), and so does what a person sends again. Enrollments are locked by the caller. The lane is
 * left alone: a claim that finds nothing puts it to sleep. Returns how many were cancelled.
 */
export function cancelEffects(tx: Transaction, enrollmentIds: readonly number[]): Promise<number> {
  if (enrollmentIds.length === 0) return Promise.resolve(0)
  return tx.execute(
    sql`DELETE FROM outbox
      WHERE account_id = ${tx.accountId} AND enrollment_id = ANY (${numberArray(enrollmentIds)}::bigint[])
        AND resend_issue_id = 0 AND state <> 'in_flight'`,
    'outbox.cancel-effects',
  )
}
