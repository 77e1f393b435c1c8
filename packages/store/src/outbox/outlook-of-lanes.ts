import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { inFlightLimit, type LaneLimits } from './lane-limits.js'

export interface DispatchOutlook {
  readonly laneDue: boolean
  readonly leaseExpired: boolean
  /** Epoch ms: when the next lane is due or the next lease runs out; null when neither is in sight. */
  readonly nextAt: number | null
}

/** What there is to dispatch for the account, from its few lanes and leases alone: no row of the outbox is touched. */
export async function outlookOfLanes(tx: Transaction, limits: LaneLimits): Promise<DispatchOutlook> {
  const [outlook] = await tx.query<DispatchOutlook>(
    sql`SELECT coalesce(lane.at <= clock_timestamp(), false) AS "laneDue",
        coalesce(lease.at <= clock_timestamp(), false) AS "leaseExpired",
        least(lane.at, lease.at) AS "nextAt"
      FROM (
        -- A lane that is full is looked at again soon: whoever makes room in it may be another process.
        SELECT min(greatest(next_at, open_at,
          CASE WHEN in_flight >= ${inFlightLimit(limits)} THEN clock_timestamp() + interval '200 milliseconds' END)) AS at
        FROM outbox_lanes WHERE account_id = ${tx.accountId} AND next_at < 'infinity'
      ) lane, (
        SELECT min(expires_at) AS at FROM outbox_leases WHERE account_id = ${tx.accountId}
      ) lease`,
    'outbox.outlook-of-lanes',
  )
  return outlook ?? { laneDue: false, leaseExpired: false, nextAt: null }
}
