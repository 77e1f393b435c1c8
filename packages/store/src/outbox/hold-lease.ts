import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * The fence of a batch, checked once a settlement by locking the lease's row (engine.md 5). False: the lease ran out and
 * somebody else has taken its effects over, or will have before this transaction could.
 */
export async function holdLease(tx: Transaction, leaseId: string): Promise<boolean> {
  const rows = await tx.query(
    sql`SELECT FROM outbox_leases WHERE account_id = ${tx.accountId} AND id = ${leaseId} FOR UPDATE`,
    'outbox.hold-lease',
  )
  return rows.length === 1
}
