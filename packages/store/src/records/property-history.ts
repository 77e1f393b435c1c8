import { writtenInSql } from '@millrace/filters'
import type { CanonicalValue, ChangeSource } from '@millrace/model'
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { changesAndInherited } from './changes-and-inherited.js'

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
      SELECT r.standing AS "recordId", n.name, c.version, ${writtenInSql(sql`n.name`, sql`c`)} AS value, c.at, c.source
      FROM ${changesAndInherited(tx.accountId, ids)} CROSS JOIN unnest(${textArray(names)}::text[]) AS n(name)
      WHERE ${writtenInSql(sql`n.name`, sql`c`)} IS NOT NULL
      ORDER BY r.standing, r.id <> r.standing, CASE WHEN r.id <> r.standing THEN c.at END DESC, c.version DESC`,
    'records.property-history',
  )
}
