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

/** Every write of the named properties, newest first, with who wrote (api.md 2.6, propertiesWithHistory). */
export function readPropertyHistory(
  tx: Transaction,
  ids: readonly number[],
  names: readonly string[],
): Promise<HistoryEntry[]> {
  return tx.query<HistoryEntry>(
    sql`
      SELECT c.record_id AS "recordId", n.name, c.version, c.patch -> n.name -> 1 AS value, c.at, c.source
      FROM changes c CROSS JOIN unnest(${textArray(names)}::text[]) AS n(name)
      WHERE c.account_id = ${tx.accountId} AND c.record_id = ANY(${numberArray(ids)}::bigint[]) AND c.patch ? n.name
      ORDER BY c.record_id, c.version DESC`,
    'records.property-history',
  )
}
