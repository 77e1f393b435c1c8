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

/**
 * Returns the records that one was taken from. Rows are found one by one by their key, whatever the planner believes
 * (see writeVersions).
 */
export async function deleteAssociations(
  tx: Transaction,
  rows: readonly AssociationRow[],
): Promise<number[]> {
  if (rows.length === 0) return []
  const touched = await tx.query<Touched>(
    sql`
      DELETE FROM associations a USING (
        SELECT found.place FROM ${rowsOf(rows)} CROSS JOIN LATERAL (
          SELECT k.ctid AS place FROM associations k
          WHERE k.account_id = ${tx.accountId} AND k.from_id = n.from_id AND k.to_object_type_id = n.to_object_type_id
            AND k.to_id = n.to_id AND k.category = n.category AND k.type_id = n.type_id OFFSET 0
        ) AS found LIMIT ${rows.length}::bigint
      ) AS d
      WHERE a.ctid = d.place AND a.account_id = ${tx.accountId}
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
