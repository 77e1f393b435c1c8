import { renewLease } from '@millrace/store'
import type { Engine } from '../engine.js'
import type { Lease } from './settle-answers.js'

export interface KeptLease {
  /** Aborted when the lease is lost, or may be: nothing under it may go on (R7). */
  readonly signal: AbortSignal
  /** False while a renewal is overdue: whoever cannot renew takes nothing new. */
  readonly healthy: boolean
  stop(): void
}

/**
 * Renews a lease each third of it. When renewals fail, it ends itself before the database would end it, counted on the
 * monotonic clock of this process from the last moment it was surely held; `since` is that of the claim.
 */
export function keepLease(engine: Engine, lease: Lease, leaseMs: number, since: number): KeptLease {
  const abort = new AbortController()
  let held = since
  let healthy = true
  const renew = async () => {
    const asked = performance.now()
    try {
      const renewed = await engine.db.withAccount(lease.accountId, 'shared', (tx) =>
        renewLease(tx, lease.leaseId, leaseMs),
      )
      if (!renewed) return abort.abort()
      held = asked
      healthy = true
    } catch {
      // The database is away: the deadline below decides.
      healthy = false
    }
  }
  const renewal = setInterval(renew, leaseMs / 3)
  const deadline = setInterval(() => {
    if (performance.now() - held > leaseMs * (5 / 6)) abort.abort()
  }, leaseMs / 12)
  return {
    signal: abort.signal,
    get healthy() {
      return healthy
    },
    stop: () => {
      clearInterval(renewal)
      clearInterval(deadline)
    },
  }
}
