import type { CanonicalValue, ChangeSource } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface HistoryEntry {
  readonly recordId: number
  readonly name: string
  readonly version: number
  /** null: cleared. */
  readonly value: CanonicalValue | null
  /** Epoch ms. */
  readonly at: number
  readonly source: ChangeSource
}

/**
 * Every write of the named properties, newest first, with who wrote (api.md 2.6, propertiesWithHistory). What was written
 * of records that have been merged into one of these comes after its own: its first entry is its value (engine.md 2).
 */
export function readPropertyHistory(
  tx: Transaction,
  ids: readonly number[],
  names: readonly string[],
): Promise<HistoryEntry[]> {
  return tx.query<HistoryEntry>(
    sql`
      SELECT r.standing AS "recordId", n.name, c.version, c.patch -> n.name -> 1 AS value, c.at, c.source
      FROM (
        SELECT id AS standing, id FROM unnest(${numberArray(ids)}::bigint[]) AS n(id)
        UNION ALL
        SELECT merged_into, id FROM records
        WHERE account_id = ${tx.accountId} AND merged_into = ANY(${numberArray(ids)}::bigint[])
      ) AS r CROSS JOIN LATERAL (
        -- OFFSET 0: one look-up a record, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT h.version, h.at, h.source, h.patch FROM changes h
        WHERE h.account_id = ${tx.accountId} AND h.record_id = r.id OFFSET 0
      ) AS c CROSS JOIN unnest(${textArray(names)}::text[]) AS n(name)
      WHERE c.patch ? n.name
      ORDER BY r.standing, r.id <> r.standing, CASE WHEN r.id <> r.standing THEN c.at END DESC, c.version DESC`,
    'records.property-history',
  )
}
