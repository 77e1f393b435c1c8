import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface KeptAnswer {
  readonly status: number
  readonly body?: unknown
}

interface Row {
  readonly same: boolean
  readonly status: number
  readonly body: unknown
}

/**
 * Claims an idempotency key for this transaction, or returns the answer kept for it in the last 24 hours. A concurrent
 * request with the same key waits here until the first one has committed, then sees its answer.
 */
export async function claimIdempotencyKey(
  tx: Transaction,
  key: string,
  requestHash: Uint8Array,
): Promise<'claimed' | 'other request' | KeptAnswer> {
  const claimed = await tx.execute(sql`
    INSERT INTO idempotency_keys (account_id, key, request_hash, status)
    VALUES (${tx.accountId}, ${key}, ${requestHash}, 0)
    ON CONFLICT (account_id, key) DO UPDATE
      SET request_hash = EXCLUDED.request_hash, status = 0, body = NULL, created_at = now()
      WHERE idempotency_keys.created_at < now() - interval '24 hours'`)
  if (claimed === 1) return 'claimed'
  const [row] = await tx.query<Row>(sql`
    SELECT request_hash = ${requestHash} AS same, status, body FROM idempotency_keys
    WHERE account_id = ${tx.accountId} AND key = ${key}`)
  if (!row?.same) return 'other request'
  return row.body === null ? { status: row.status } : { status: row.status, body: row.body }
}
