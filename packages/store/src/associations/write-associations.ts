import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** One direction of one association. */
export interface AssociationRow {
  readonly fromId: number
  readonly toObjectTypeId: string
  readonly toId: number
  readonly category: string
  readonly typeId: number
}

interface Touched {
  readonly from_id: number
}

/** Returns the records that one was added to: those that had it already are not among them. */
export async function insertAssociations(
  tx: Transaction,
  rows: readonly AssociationRow[],
): Promise<number[]> {
  if (rows.length === 0) return []
  const touched = await tx.query<Touched>(
    sql`
      INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
      SELECT ${tx.accountId}, n.* FROM ${rowsOf(rows)} ORDER BY 2, 3, 4, 5, 6
      ON CONFLICT DO NOTHING RETURNING from_id`,
    'associations.insert',
  )
  return touched.map(({ from_id }) => from_id)
}

/** Returns the records that one was taken from. */
export async function deleteAssociations(
  tx: Transaction,
  rows: readonly AssociationRow[],
): Promise<number[]> {
  if (rows.length === 0) return []
  const touched = await tx.query<Touched>(
    sql`
      DELETE FROM associations a USING ${rowsOf(rows)}
      WHERE a.account_id = ${tx.accountId} AND a.from_id = n.from_id AND a.to_object_type_id = n.to_object_type_id
        AND a.to_id = n.to_id AND a.category = n.category AND a.type_id = n.type_id
      RETURNING a.from_id`,
    'associations.delete',
  )
  return touched.map(({ from_id }) => from_id)
}

function rowsOf(rows: readonly AssociationRow[]) {
  return sql`unnest(
    ${numberArray(rows.map(({ fromId }) => fromId))}::bigint[], ${textArray(rows.map((row) => row.toObjectTypeId))}::text[],
    ${numberArray(rows.map(({ toId }) => toId))}::bigint[], ${textArray(rows.map(({ category }) => category))}::text[],
    ${numberArray(rows.map(({ typeId }) => typeId))}::int[]
  ) AS n(from_id, to_object_type_id, to_id, category, type_id)`
}
