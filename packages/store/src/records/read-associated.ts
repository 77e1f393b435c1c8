import type { AssociationRead } from '@millrace/filters'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Pairs along one association path, in order of both ids; null category and type: any association of that object type. */
export function readAssociated(
  tx: Transaction,
  ids: readonly number[],
  { objectTypeId, category, typeId }: Pick<AssociationRead, 'objectTypeId' | 'category' | 'typeId'>,
): Promise<{ from: number; to: number }[]> {
  return tx.query(
    sql`
      SELECT DISTINCT from_id AS "from", to_id AS "to" FROM associations
      WHERE account_id = ${tx.accountId} AND from_id = ANY(${numberArray(ids)}::bigint[])
        AND to_object_type_id = ${objectTypeId}
        AND (${category}::text IS NULL OR category = ${category})
        AND (${typeId}::int IS NULL OR type_id = ${typeId})
      ORDER BY from_id, to_id`,
    'records.read-associated',
  )
}
