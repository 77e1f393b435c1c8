import type { AssociationRead } from '@millrace/filters'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

type Path = Pick<AssociationRead, 'objectTypeId' | 'category' | 'typeId'>
type Pair = { readonly from: number; readonly to: number }

/** Pairs along one association path, in order of both ids; null category and type: any association of that object type. */
export function readAssociated(tx: Transaction, ids: readonly number[], path: Path): Promise<Pair[]> {
  return tx.query<Pair>(
    sql`
      SELECT DISTINCT from_id AS "from", to_id AS "to" FROM associations
      WHERE ${along(tx, ids, path)}
      ORDER BY from_id, to_id`,
    'records.read-associated',
  )
}

/** The same, those that were associated first before the others. */
export function readAssociatedByAge(tx: Transaction, ids: readonly number[], path: Path): Promise<Pair[]> {
  return tx.query<Pair>(
    sql`
      SELECT from_id AS "from", to_id AS "to" FROM associations
      WHERE ${along(tx, ids, path)}
      GROUP BY from_id, to_id
      ORDER BY from_id, min(created_at), to_id`,
    'records.read-associated-by-age',
  )
}

function along(tx: Transaction, ids: readonly number[], { objectTypeId, category, typeId }: Path) {
  return sql`account_id = ${tx.accountId} AND from_id = ANY(${numberArray(ids)}::bigint[])
        AND to_object_type_id = ${objectTypeId}
        AND (${category}::text IS NULL OR category = ${category})
        AND (${typeId}::int IS NULL OR type_id = ${typeId})`
}
