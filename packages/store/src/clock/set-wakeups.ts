import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** When to look at a record again; null: nothing flips by time alone. */
export interface Wakeup {
  readonly recordId: number
  /** Epoch ms. */
  readonly dueAt: number | null
}

/** Replaces the wakeups of locked records: one row a record, the earliest flip of any clock condition. */
export async function setWakeups(tx: Transaction, wakeups: readonly Wakeup[]): Promise<void> {
  if (wakeups.length === 0) return
  await tx.execute(
    sql`
      WITH wanted AS (
        SELECT record_id, to_timestamp(due_ms / 1000.0) AS due_at
        FROM unnest(${numberArray(wakeups.map((w) => w.recordId))}::bigint[],
          ${numberArray(wakeups.map((w) => w.dueAt))}::float8[]) AS w(record_id, due_ms)
      ), dropped AS (
        DELETE FROM clock_wakeups c USING wanted w
        WHERE c.account_id = ${tx.accountId} AND c.record_id = w.record_id AND w.due_at IS NULL
      )
      INSERT INTO clock_wakeups (account_id, record_id, due_at)
      SELECT ${tx.accountId}, record_id, due_at FROM wanted WHERE due_at IS NOT NULL ORDER BY record_id
      ON CONFLICT (account_id, record_id) DO UPDATE SET due_at = excluded.due_at
      WHERE clock_wakeups.due_at <> excluded.due_at`,
    'clock.set-wakeups',
  )
}
