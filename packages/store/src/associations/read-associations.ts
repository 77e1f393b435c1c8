import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { AssociationRow } from './write-associations.js'

/** Associations of records, in order of both ids and type. Without an object type: with everything. */
export function readAssociations(
  tx: Transaction,
  fromIds: readonly number[],
  toObjectTypeId: string | null = null,
): Promise<AssociationRow[]> {
  return tx.query<AssociationRow>(
    sql`
      SELECT a.from_id AS "fromId", a.to_object_type_id AS "toObjectTypeId", a.to_id AS "toId", a.category,
        a.type_id AS "typeId"
      FROM associations a CROSS JOIN LATERAL (
        -- OFFSET 0: one look-up an association, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT FROM records r
        WHERE r.account_id = ${tx.accountId} AND r.id = a.to_id AND r.deleted_at IS NULL AND r.merged_into IS NULL OFFSET 0
      ) AS living
      WHERE a.account_id = ${tx.accountId} AND a.from_id = ANY(${numberArray(fromIds)}::bigint[])
        AND (${toObjectTypeId}::text IS NULL OR a.to_object_type_id = ${toObjectTypeId})
      ORDER BY a.from_id, a.to_object_type_id, a.to_id, a.category, a.type_id`,
    'associations.read',
  )
}
