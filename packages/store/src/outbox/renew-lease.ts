import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Extends a lease, by the database's clock; false when it is no longer ours (R7, R8). */
export async function renewLease(tx: Transaction, leaseId: string, leaseMs: number): Promise<boolean> {
  const renewed = await tx.execute(
    sql`UPDATE outbox_leases SET expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      WHERE account_id = ${tx.accountId} AND id = ${leaseId} AND expires_at > clock_timestamp()`,
    'outbox.renew-lease',
  )
  return renewed === 1
}
