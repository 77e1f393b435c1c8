import type { Lane } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'

export interface WorkHint {
  readonly accountId: number
  readonly lane: Lane
  /** Epoch ms when the work is due; null: at once. */
  readonly at: number | null
}

/**
 * Says who has work, and when `notify` is given tells every listener, in one autocommitted statement. Work that is due at
 * once moves the hint to this very moment even where it was already due: whoever is about to raise it then sees that it
 * is another hint than the one it acted on.
 */
export function lowerWork(hints: readonly WorkHint[], notify: string | null): Sql {
  return sql`
    WITH hints AS (
      SELECT account_id, lane, min(coalesce(to_timestamp(ms / 1000.0), clock_timestamp())) AS ready_at
      FROM unnest(${numberArray(hints.map((hint) => hint.accountId))}::bigint[],
        ${textArray(hints.map((hint) => hint.lane))}::text[],
        ${numberArray(hints.map((hint) => hint.at))}::float8[]) AS h(account_id, lane, ms)
      GROUP BY account_id, lane
    ), lowered AS (
      INSERT INTO account_work AS w (account_id, lane, ready_at)
      SELECT account_id, lane, ready_at FROM hints ORDER BY account_id, lane
      ON CONFLICT (account_id, lane) DO UPDATE SET ready_at = CASE
        WHEN excluded.ready_at <= clock_timestamp() THEN excluded.ready_at
        ELSE least(w.ready_at, excluded.ready_at) END
    )
    SELECT CASE WHEN ${notify}::text IS NOT NULL THEN pg_notify('millrace_work', ${notify}::text) END`
}
