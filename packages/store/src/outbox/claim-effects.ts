import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { ClaimedEffect, EffectBatch } from './effect.js'
import { effectColumns } from './effect-columns.js'
import { inFlightLimit, isMailLane, type LaneLimits } from './lane-limits.js'

export interface ClaimSettings extends LaneLimits {
  readonly leaseId: string
  readonly workerId: string
  readonly leaseMs: number
}

/**
 * Takes the due effects of one due lane under a new lease, attempt counted, for this transaction to commit *before* any
 * work starts (R1). Null when no lane is due: a lane that waits, is full or is being claimed is not scanned at all.
 */
export async function claimEffects(tx: Transaction, settings: ClaimSettings): Promise<EffectBatch | null> {
  const lane = await lockDueLane(tx, settings)
  if (!lane) return null
  const mail = isMailLane(lane.lane)
  const perSecond = mail ? settings.mailsPerSecond : settings.perSecond
  const most = mail ? settings.mostMailsInFlight : settings.mostInFlight
  const limit = Math.min(perSecond, most - lane.inFlight)
  const effects = await takeEffects(tx, lane.lane, limit, perSecond, settings)
  return { accountId: tx.accountId, leaseId: settings.leaseId, lane: lane.lane, effects }
}

/**
 * A statement of its own: the claim after it must see every row of whoever held the lane before (engine.md 3). Rows are
 * made due under this lock, so what the claim does not see makes the lane due again when it commits.
 */
async function lockDueLane(
  tx: Transaction,
  limits: LaneLimits,
): Promise<{ lane: string; inFlight: number } | undefined> {
  const [lane] = await tx.query<{ lane: string; inFlight: number }>(
    sql`SELECT lane, in_flight AS "inFlight" FROM outbox_lanes
      WHERE account_id = ${tx.accountId} AND next_at <= now() AND open_at <= now() AND in_flight < ${inFlightLimit(limits)}
      ORDER BY greatest(next_at, open_at), lane LIMIT 1
      FOR UPDATE SKIP LOCKED`,
    'outbox.lock-due-lane',
  )
  return lane
}

/**
 * Rows that somebody cancels at this moment are skipped, never waited for: a wave may hold them and want the lane. They
 * stay in the lane's next moment, which is that of the first row left behind.
 */
function takeEffects(
  tx: Transaction,
  lane: string,
  limit: number,
  perSecond: number,
  { leaseId, workerId, leaseMs }: ClaimSettings,
): Promise<ClaimedEffect[]> {
  return tx.query<ClaimedEffect>(
    sql`WITH due AS MATERIALIZED (
      SELECT effect_id FROM outbox
      WHERE account_id = ${tx.accountId} AND lane = ${lane} AND state <> 'in_flight' AND next_at <= now()
      ORDER BY next_at LIMIT ${limit}
      FOR NO KEY UPDATE SKIP LOCKED
    ), leased AS (
      INSERT INTO outbox_leases (account_id, id, lane, worker_id, expires_at)
      SELECT ${tx.accountId}, ${leaseId}, ${lane}, ${workerId}, clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      WHERE EXISTS (SELECT FROM due)
    ), lane AS (
      UPDATE outbox_lanes SET
        in_flight = in_flight + (SELECT count(*) FROM due),
        next_at = coalesce((
          SELECT o.next_at FROM outbox o
          WHERE o.account_id = ${tx.accountId} AND o.lane = ${lane} AND o.state <> 'in_flight'
            AND o.effect_id NOT IN (SELECT effect_id FROM due)
          ORDER BY o.next_at LIMIT 1), 'infinity'),
        open_at = greatest(open_at, now() + (SELECT count(*) FROM due) * interval '1 second' / ${perSecond}::int)
      WHERE account_id = ${tx.accountId} AND lane = ${lane}
    )
    UPDATE outbox o SET state = 'in_flight', lease_id = ${leaseId}, attempt = o.attempt + 1,
      first_attempt_at = coalesce(o.first_attempt_at, now())
    FROM due
    WHERE o.account_id = ${tx.accountId} AND o.effect_id = due.effect_id
    RETURNING ${effectColumns}`,
    'outbox.take-effects',
  )
}
