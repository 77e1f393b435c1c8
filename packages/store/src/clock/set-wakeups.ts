import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** When to look at a record again; null: nothing flips by time alone. */
export interface Wakeup {
  readonly recordId: number
  /** Epoch ms. */
  readonly dueAt: number | null
}

/**
 * Replaces the wakeups of locked records: one row a record, the earliest flip of any clock condition. Those due by
 * `dueStaysBy` (epoch ms) stay: whoever did not ask every such condition must not take away the moment at which they are
 * asked.
 */
export async function setWakeups(
  tx: Transaction,
  wakeups: readonly Wakeup[],
  dueStaysBy: number | null = null,
): Promise<void> {
  if (wakeups.length === 0) return
  const due = dueStaysBy === null ? null : dueStaysBy / 1000
  await tx.execute(
    sql`
      WITH wanted AS (
        SELECT record_id, to_timestamp(due_ms / 1000.0) AS due_at
        FROM unnest(${numberArray(wakeups.map((w) => w.recordId))}::bigint[],
          ${numberArray(wakeups.map((w) => w.dueAt))}::float8[]) AS w(record_id, due_ms)
      ), dropped AS (
        DELETE FROM clock_wakeups c USING wanted w
        WHERE c.account_id = ${tx.accountId} AND c.record_id = w.record_id AND w.due_at IS NULL
          AND (${due}::float8 IS NULL OR c.due_at > to_timestamp(${due}::float8))
      )
      INSERT INTO clock_wakeups (account_id, record_id, due_at)
      SELECT ${tx.accountId}, record_id, due_at FROM wanted WHERE due_at IS NOT NULL ORDER BY record_id
      ON CONFLICT (account_id, record_id) DO UPDATE SET due_at = excluded.due_at
      WHERE clock_wakeups.due_at <> excluded.due_at
        AND (${due}::float8 IS NULL OR clock_wakeups.due_at > to_timestamp(${due}::float8))`,
    'clock.set-wakeups',
  )
}
