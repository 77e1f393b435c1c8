import type { OneAssociated } from '@millrace/actions'
import type { AssociationRead } from '@millrace/filters'
import sql, { type Sql } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

type Path = Pick<AssociationRead, 'objectTypeId' | 'category' | 'typeId'>
type Pair = { readonly from: number; readonly to: number }

/** Pairs along one association path, in order of both ids; null category and type: any association of that object type. */
export function readAssociated(tx: Transaction, ids: readonly number[], path: Path): Promise<Pair[]> {
  return tx.query<Pair>(
    sql`
      SELECT DISTINCT from_id AS "from", to_id AS "to" FROM associations
      WHERE account_id = ${tx.accountId} AND from_id = ANY(${numberArray(ids)}::bigint[]) AND ${along(path)}
      ORDER BY from_id, to_id`,
    'records.read-associated',
  )
}

/** Of the records along the path one for each: the lowest id, or who was associated first, or last. A hub costs one look. */
export function readOneAssociated(
  tx: Transaction,
  ids: readonly number[],
  path: Path,
  one: OneAssociated,
): Promise<Pair[]> {
  return tx.query<Pair>(
    sql`
      SELECT f.id AS "from", a.to_id AS "to" FROM unnest(${numberArray(ids)}::bigint[]) AS f(id)
      CROSS JOIN LATERAL (
        SELECT to_id FROM associations JOIN records r ON r.account_id = ${tx.accountId} AND r.id = to_id
        WHERE associations.account_id = ${tx.accountId} AND from_id = f.id AND ${along(path)}
          AND r.deleted_at IS NULL AND r.merged_into IS NULL
        ORDER BY ${orders[one]} LIMIT 1
      ) AS a`,
    `records.read-one-associated-${one.replace(' ', '-')}`,
  )
}

const orders: Readonly<Record<OneAssociated, Sql>> = {
  'lowest id': sql`to_id`,
  first: sql`associations.created_at, to_id`,
  last: sql`associations.created_at DESC, to_id`,
}

function along({ objectTypeId, category, typeId }: Path): Sql {
  return sql`to_object_type_id = ${objectTypeId}
        AND (${category}::text IS NULL OR category = ${category})
        AND (${typeId}::int IS NULL OR type_id = ${typeId})`
}
