import { type ValueSeen, writtenInSql } from '@millrace/filters'
import type { CanonicalValue } from '@millrace/model'
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { changesAndInherited } from './changes-and-inherited.js'

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
      SELECT r.standing AS record_id, n.name, ${writtenInSql(sql`n.name`, sql`c`)} AS value, c.at
      FROM ${changesAndInherited(tx.accountId, ids)} CROSS JOIN unnest(${textArray([...names])}::text[]) AS n(name)
      WHERE ${writtenInSql(sql`n.name`, sql`c`)} IS NOT NULL
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
