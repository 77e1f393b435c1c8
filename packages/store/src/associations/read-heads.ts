import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** What associating needs to know of a record, without its values. */
export interface RecordHead {
  readonly id: number
  readonly objectTypeId: string
  readonly version: number
  /** Neither deleted nor merged away. */
  readonly living: boolean
  /** The record that took this one in. */
  readonly mergedInto: number | null
}

/** By id; ids without a record are left out. */
export async function readHeads(
  tx: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, RecordHead>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<RecordHead>(
    sql`
      SELECT id, object_type_id AS "objectTypeId", version, deleted_at IS NULL AND merged_into IS NULL AS living,
        merged_into AS "mergedInto"
      FROM records WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])`,
    'associations.read-heads',
  )
  return new Map(rows.map((row) => [row.id, row]))
}
