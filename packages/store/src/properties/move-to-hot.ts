import { foldedCompanion } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/**
 * Moves members of the cold side of locked records to the hot side, where one that stands there already is newer and
 * wins. Where a value lives is no property of the record: no version, no change. Rows are found by key and updated in place
 * (see writeVersions).
 */
export async function moveToHot(
  tx: Transaction,
  ids: readonly number[],
  names: readonly string[],
): Promise<void> {
  const members = textArray(names.flatMap((name) => [name, foldedCompanion(name)]))
  await tx.execute(
    sql`
      WITH picked AS (
        SELECT c.record_id, jsonb_object_agg(e.key, e.value) AS members
        FROM cold_values c CROSS JOIN LATERAL jsonb_each(c.cold) AS e
        WHERE c.account_id = ${tx.accountId} AND c.record_id = ANY(${numberArray(ids)}::bigint[])
          AND e.key = ANY(${members}::text[])
        GROUP BY c.record_id
      ), dropped AS (
        UPDATE cold_values c SET cold = c.cold - ${members}::text[]
        FROM (
          SELECT found.place FROM picked p CROSS JOIN LATERAL (
            SELECT v.ctid AS place FROM cold_values v
            WHERE v.account_id = ${tx.accountId} AND v.record_id = p.record_id OFFSET 0
          ) AS found LIMIT ${ids.length}::bigint
        ) AS n
        WHERE c.ctid = n.place AND c.account_id = ${tx.accountId}
      )
      UPDATE records r SET hot = n.members || r.hot
      FROM (
        SELECT p.members, found.place FROM picked p CROSS JOIN LATERAL (
          SELECT k.ctid AS place FROM records k WHERE k.account_id = ${tx.accountId} AND k.id = p.record_id OFFSET 0
        ) AS found LIMIT ${ids.length}::bigint
      ) AS n
      WHERE r.ctid = n.place AND r.account_id = ${tx.accountId}`,
    'properties.move-to-hot',
  )
}
