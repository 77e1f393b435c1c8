import sql, { type Sql } from 'sql-template-tag'
import { jsonArray, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { placesOf } from '../places-of.js'
import type { WriteMoment } from './patch-row.js'
import type { ChangeRows, Delta, PendingRows } from './plan-writes.js'
import { clearsOf, hasClear, setsOf } from './side.js'

/**
 * The hot statement: new hot values and versions, the changes, and what evaluators have yet to look at, in one message.
 * Returns how many records were written: fewer than asked means that somebody wrote one without holding its lock. Hot
 * values are merged by the server, so the row need not travel here and back.
 *
 * Each row is updated at its place, which whoever locked it has read, or which is looked up by key first. Joined
 * directly, a planner whose statistics know nothing of this account expects one row of it, reads the whole account and
 * compares each with every id (measured: 5 s for 250 of 10,000 rows). A look-up behind OFFSET 0 leaves it no other way
 * in, and behind a LIMIT that a generic plan cannot know it expects one place, for which nothing is cheaper than going
 * there.
 */
export async function writeVersions(
  tx: Transaction,
  deltas: readonly Delta[],
  changes: ChangeRows,
  pending: PendingRows,
  moment: WriteMoment,
): Promise<number> {
  if (deltas.length === 0) return 0
  const clears = deltas.some(({ hot }) => hasClear(hot))
  const places = placesOf(tx, 'records', deltas)
  const [row] = await tx.query<{ written: number }>(
    sql`
      WITH written AS (
        UPDATE records r SET version = n.version, updated_at = to_timestamp(${moment.at / 1000}::float8),
          hot = ${clears ? sql`(${merged(deltas)}) - n.cleared::text[]` : merged(deltas)}
        FROM (
          SELECT * FROM unnest(
            ${numberArray(deltas.map((delta) => delta.recordId))}::bigint[],
            ${numberArray(deltas.map((delta) => delta.expected))}::int[],
            ${numberArray(deltas.map((delta) => delta.version))}::int[],
            ${clears ? textArray(deltas.map(({ hot }) => clearsOf(hot))) : '{}'}::text[]${places.array}
          ) WITH ORDINALITY AS given(id, expected, version, cleared${places.column}, index)
          ${places.lookUp} LIMIT ${deltas.length}::bigint
        ) AS n
        WHERE r.ctid = n.place AND r.account_id = ${tx.accountId} AND r.id = n.id AND r.version = n.expected
        RETURNING 1
      ), noted AS (
        INSERT INTO changes (account_id, record_id, version, at, source, chain, patch)
        SELECT ${tx.accountId}, n.record_id, n.version, to_timestamp(${moment.at / 1000}::float8), n.source, n.chain, n.patch
        FROM ROWS FROM (
          unnest(${numberArray(changes.recordId)}::bigint[]), unnest(${numberArray(changes.version)}::int[]),
          jsonb_array_elements(${jsonArray(changes.source)}::jsonb),
          jsonb_array_elements(${jsonArray(changes.chain)}::jsonb),
          jsonb_array_elements(${jsonArray(changes.patch)}::jsonb)
        ) AS n(record_id, version, source, chain, patch)
      ), pending AS (
        INSERT INTO pending_changes (account_id, record_id, version, lane, epoch, at, source, chain, kind, patch)
        SELECT ${tx.accountId}, n.record_id, n.version, ${moment.lane}, ${tx.epoch}, to_timestamp(${moment.at / 1000}::float8),
          n.source, n.chain, n.kind, n.patch
        FROM ROWS FROM (
          unnest(${numberArray(pending.recordId)}::bigint[]), unnest(${numberArray(pending.version)}::int[]),
          jsonb_array_elements(${jsonArray(pending.source)}::jsonb),
          jsonb_array_elements(${jsonArray(pending.chain)}::jsonb),
          unnest(${textArray(pending.kind)}::text[]),
          jsonb_array_elements(${jsonArray(pending.patch)}::jsonb)
        ) AS n(record_id, version, source, chain, kind, patch)
      )
      SELECT count(*) AS written FROM written`,
    `records.write-versions${places.known ? '-at' : ''}${clears ? '-and-clear' : ''}`,
  )
  return row?.written ?? 0
}

/** One JSON array for all: in a jsonb[] literal every quote would be escaped here and unescaped there. */
function merged(deltas: readonly Delta[]): Sql {
  return sql`r.hot || (${jsonArray(deltas.map(({ hot }) => setsOf(hot)))}::jsonb -> (n.index::int - 1))`
}
