import type { ValueSeen } from '@millrace/filters'
import type { CanonicalValue } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

interface Row {
  readonly record_id: number
  readonly name: string
  readonly value: CanonicalValue | null
  readonly at: number
}

/**
 * Values that properties had, oldest first, the current one last; by record, then by property. A record that took others in
 * had their values before its own (engine.md 2).
 */
export async function readHistories(
  tx: Transaction,
  ids: readonly number[],
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<number, ReadonlyMap<string, readonly ValueSeen[]>>> {
  const rows = await tx.query<Row>(
    sql`
      SELECT r.standing AS record_id, n.name, c.patch -> n.name -> 1 AS value, c.at
      FROM (
        SELECT id AS standing, id FROM unnest(${numberArray(ids)}::bigint[]) AS n(id)
        UNION ALL
        SELECT merged_into, id FROM records
        WHERE account_id = ${tx.accountId} AND merged_into = ANY(${numberArray(ids)}::bigint[])
      ) AS r CROSS JOIN LATERAL (
        -- OFFSET 0: one look-up a record, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT h.version, h.at, h.patch FROM changes h
        WHERE h.account_id = ${tx.accountId} AND h.record_id = r.id OFFSET 0
      ) AS c CROSS JOIN unnest(${textArray([...names])}::text[]) AS n(name)
      WHERE c.patch ? n.name
      ORDER BY r.standing, r.id = r.standing, CASE WHEN r.id <> r.standing THEN c.at END, c.version`,
    'records.read-histories',
  )
  const histories = new Map<number, Map<string, ValueSeen[]>>()
  for (const { record_id, name, value, at } of rows) {
    const ofRecord = histories.get(record_id) ?? new Map<string, ValueSeen[]>()
    histories.set(record_id, ofRecord)
    ofRecord.set(name, [...(ofRecord.get(name) ?? []), { value, at }])
  }
  return histories
}
