import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { ClaimedEffect } from './effect.js'
import { effectColumns } from './effect-columns.js'

/** Leases whose dispatcher is gone, with what they still hold. Unlocked: the caller locks enrollments, then the lease. */
export async function pickExpiredLease(
  tx: Transaction,
): Promise<{ leaseId: string; lane: string; effects: ClaimedEffect[] } | null> {
  const [lease] = await tx.query<{ id: string; lane: string }>(
    sql`SELECT id, lane FROM outbox_leases
      WHERE account_id = ${tx.accountId} AND expires_at <= clock_timestamp()
      ORDER BY expires_at LIMIT 1`,
    'outbox.pick-expired-lease',
  )
  if (!lease) return null
  const effects = await tx.query<ClaimedEffect>(
    sql`SELECT ${effectColumns} FROM outbox o
      WHERE o.account_id = ${tx.accountId} AND o.lease_id = ${lease.id} AND o.state = 'in_flight'`,
    'outbox.effects-of-lease',
  )
  return { leaseId: lease.id, lane: lease.lane, effects }
}

/** Locks a lease that has run out; false when its holder renewed it after all, or somebody else was first. */
export async function lockExpiredLease(tx: Transaction, leaseId: string): Promise<boolean> {
  const rows = await tx.query(
    sql`SELECT FROM outbox_leases
      WHERE account_id = ${tx.accountId} AND id = ${leaseId} AND expires_at <= clock_timestamp()
      FOR UPDATE`,
    'outbox.lock-expired-lease',
  )
  return rows.length === 1
}

/** For the holder whose answers come after this, the row is gone: its fence. */
export async function dropLease(tx: Transaction, leaseId: string): Promise<void> {
  await tx.execute(
    sql`DELETE FROM outbox_leases WHERE account_id = ${tx.accountId} AND id = ${leaseId}`,
    'outbox.drop-lease',
  )
}
