import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { AssociationTypeRef } from './known-types.js'

/** Another record, and every type that stands between the two. */
export interface Associated {
  readonly fromId: number
  readonly toId: number
  readonly types: readonly AssociationTypeRef[]
}

export interface AssociationPages {
  readonly toObjectTypeId: string
  /** Of which records, each after which associated record (0: from the first). */
  readonly starts: readonly { readonly fromId: number; readonly after: number }[]
  /** At most this many associated records each. */
  readonly limit: number
}

/** Associated records that are there, in order of both ids. */
export async function pageAssociations(
  tx: Transaction,
  { toObjectTypeId, starts, limit }: AssociationPages,
): Promise<Associated[]> {
  if (starts.length === 0) return []
  return tx.query<Associated>(
    sql`
      SELECT n.from_id AS "fromId", page.to_id AS "toId", page.types FROM unnest(
        ${numberArray(starts.map(({ fromId }) => fromId))}::bigint[],
        ${numberArray(starts.map(({ after }) => after))}::bigint[]
      ) AS n(from_id, after)
      CROSS JOIN LATERAL (
        SELECT a.to_id,
          jsonb_agg(jsonb_build_object('category', a.category, 'typeId', a.type_id) ORDER BY a.category, a.type_id) AS types
        FROM associations a CROSS JOIN LATERAL (
          -- OFFSET 0: by key, whatever the planner thinks it knows of the account (see writeVersions).
          SELECT FROM records r
          WHERE r.account_id = ${tx.accountId} AND r.id = a.to_id AND r.deleted_at IS NULL AND r.merged_into IS NULL OFFSET 0
        ) AS living
        WHERE a.account_id = ${tx.accountId} AND a.from_id = n.from_id AND a.to_object_type_id = ${toObjectTypeId}
          AND a.to_id > n.after
        -- In order of the key, so that a page of a hub reads one page.
        GROUP BY a.account_id, a.from_id, a.to_object_type_id, a.to_id ORDER BY a.to_id LIMIT ${limit}
      ) AS page ORDER BY n.from_id, page.to_id`,
    'associations.page',
  )
}
