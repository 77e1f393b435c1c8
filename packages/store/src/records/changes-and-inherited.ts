import sql, { type Sql } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'

/**
 * FROM items: each record of `ids` as `r.standing`, with its changes and with those of the records that were merged into it
 * as `c`; `r.id` is the record that the change was written to (engine.md 2).
 */
export function changesAndInherited(accountId: number, ids: readonly number[]): Sql {
  return sql`(
        SELECT id AS standing, id FROM unnest(${numberArray(ids)}::bigint[]) AS n(id)
        UNION ALL
        SELECT merged_into, id FROM records
        WHERE account_id = ${accountId} AND merged_into = ANY(${numberArray(ids)}::bigint[])
      ) AS r CROSS JOIN LATERAL (
        -- OFFSET 0: one look-up a record, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT h.version, h.at, h.source, h.patch, h.initial FROM changes h
        WHERE h.account_id = ${accountId} AND h.record_id = r.id OFFSET 0
      ) AS c`
}
