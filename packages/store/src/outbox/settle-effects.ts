import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface RetryRow {
  readonly effectId: string
  /** Epoch ms. */
  readonly nextAt: number
}

export interface EffectSettlement {
  readonly leaseId: string
  readonly lane: string
  /** Ended one way or the other: their rows go. */
  readonly done: readonly string[]
  readonly retry: readonly RetryRow[]
  /** Epoch ms: the host asked to be left alone until then. */
  readonly openAt: number | null
}

/**
 * Closes or requeues effects under a lease the caller holds, and gives their places in the lane back. Returns the effects
 * that were still in flight under it: no other outcome may be applied. The lease goes with its last effect.
 */
export async function settleEffects(
  tx: Transaction,
  { leaseId, lane, done, retry, openAt }: EffectSettlement,
): Promise<Set<string>> {
  const rows = await tx.query<{ effectId: string }>(
    sql`WITH closed AS (
      DELETE FROM outbox
      WHERE account_id = ${tx.accountId} AND effect_id = ANY (${textArray(done)}::uuid[]) AND lease_id = ${leaseId}
      RETURNING effect_id
    ), requeued AS (
      UPDATE outbox o SET state = 'retrying', lease_id = NULL, next_at = to_timestamp(n.next_at / 1000.0)
      FROM unnest(
        ${textArray(retry.map((row) => row.effectId))}::uuid[], ${numberArray(retry.map((row) => row.nextAt))}::bigint[]
      ) AS n(effect_id, next_at)
      WHERE o.account_id = ${tx.accountId} AND o.effect_id = n.effect_id AND o.lease_id = ${leaseId}
      RETURNING o.effect_id, o.next_at
    ), settled AS (
      SELECT effect_id FROM closed UNION ALL SELECT effect_id FROM requeued
    ), lane AS (
      UPDATE outbox_lanes SET
        in_flight = in_flight - (SELECT count(*) FROM settled),
        next_at = least(next_at, (SELECT min(next_at) FROM requeued)),
        open_at = greatest(open_at, to_timestamp(${openAt}::float8 / 1000))
      WHERE account_id = ${tx.accountId} AND lane = ${lane}
    )
    SELECT effect_id AS "effectId" FROM settled`,
    'outbox.settle-effects',
  )
  await dropEmptyLease(tx, leaseId)
  return new Set(rows.map((row) => row.effectId))
}

async function dropEmptyLease(tx: Transaction, leaseId: string): Promise<void> {
  await tx.execute(
    sql`DELETE FROM outbox_leases
      WHERE account_id = ${tx.accountId} AND id = ${leaseId} AND NOT EXISTS (
        SELECT FROM outbox WHERE account_id = ${tx.accountId} AND lease_id = ${leaseId} AND state = 'in_flight')`,
    'outbox.drop-empty-lease',
  )
}
