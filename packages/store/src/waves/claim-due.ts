import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** A place in the due queue: nothing before it is due, except what commits late (engine.md 4). */
export interface Mark {
  /** Epoch ms. */
  readonly dueAt: number
  readonly id: number
}

export interface Claim {
  /** The wave's one moment, the database's, epoch ms. */
  readonly now: number
  /** Records with due enrollments, now locked by this transaction. */
  readonly recordIds: readonly number[]
  /** How many due enrollments were looked at: fewer than `width` means the queue was seen to its end. */
  readonly picked: number
  /** The first one looked at whose record another wave holds, or whose turn it was not. */
  readonly firstSkipped: Mark | null
  readonly last: Mark | null
}

/**
 * Picks due enrollments unlocked and locks their records in id order, skipping what another wave holds. What is due is
 * decided again by lockDueEnrollments, in a statement of its own: this one's snapshot is older than its locks.
 *
 * The mark keeps dead entries of the index out of the scan: under an open snapshot a claim otherwise goes from 4 ms
 * to 38 (measured). `width` is wider than `limit` while several workers claim from one queue.
 */
export async function claimDue(
  tx: Transaction,
  lane: Lane,
  { mark, width, limit }: { mark: Mark; width: number; limit: number },
): Promise<Claim> {
  const [row] = await tx.query<{
    now: number
    record_ids: number[]
    picked: number
    skipped_due_at: number | null
    skipped_id: number | null
    last_due_at: number | null
    last_id: number | null
  }>(
    sql`WITH moment AS MATERIALIZED (
      SELECT date_trunc('milliseconds', clock_timestamp()) AS now
    ), due AS MATERIALIZED (
      SELECT id, record_id, due_at
      FROM enrollments
      WHERE account_id = ${tx.accountId} AND lane = ${lane} AND due_at <= (SELECT now FROM moment)
        AND (due_at, id) >= (to_timestamp(${mark.dueAt}::float8 / 1000), ${mark.id}::bigint)
      ORDER BY due_at, id
      LIMIT ${width}
    ), locked AS MATERIALIZED (
      SELECT id
      FROM records
      WHERE account_id = ${tx.accountId} AND id = ANY (ARRAY(SELECT record_id FROM due))
      ORDER BY id
      LIMIT ${limit}
      FOR NO KEY UPDATE SKIP LOCKED
    ), skipped AS (
      SELECT due_at, id FROM due WHERE record_id NOT IN (SELECT id FROM locked) ORDER BY due_at, id LIMIT 1
    ), last AS (
      SELECT due_at, id FROM due ORDER BY due_at DESC, id DESC LIMIT 1
    )
    SELECT moment.now, (SELECT count(*) FROM due) AS picked,
      (SELECT coalesce(json_agg(id), '[]') FROM locked) AS record_ids,
      skipped.due_at AS skipped_due_at, skipped.id AS skipped_id, last.due_at AS last_due_at, last.id AS last_id
    FROM moment LEFT JOIN skipped ON true LEFT JOIN last ON true`,
    'claim-due',
  )
  if (!row) throw new Error('claim-due answers one row')
  return {
    now: row.now,
    recordIds: row.record_ids,
    picked: row.picked,
    firstSkipped: markOf(row.skipped_due_at, row.skipped_id),
    last: markOf(row.last_due_at, row.last_id),
  }
}

function markOf(dueAt: number | null, id: number | null): Mark | null {
  return dueAt === null || id === null ? null : { dueAt, id }
}
