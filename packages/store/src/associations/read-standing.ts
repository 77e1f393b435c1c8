import sql, { raw } from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { StandingRow } from './standing.js'
import type { AssociationRow } from './write-associations.js'

/** Two records, in one direction. */
export interface Pair {
  readonly fromId: number
  readonly toObjectTypeId: string
  readonly toId: number
}

/** What one record has of one association type. */
export interface OfType {
  readonly fromId: number
  readonly toObjectTypeId: string
  readonly category: string
  readonly typeId: number
}

/** Everything that stands between pairs of records, in the directions asked for: look-ups by key, however much a hub has. */
export async function readBetween(tx: Transaction, pairs: readonly Pair[]): Promise<AssociationRow[]> {
  if (pairs.length === 0) return []
  return tx.query<AssociationRow>(
    sql`
      SELECT ${columns} FROM unnest(
        ${numberArray(pairs.map(({ fromId }) => fromId))}::bigint[],
        ${textArray(pairs.map(({ toObjectTypeId }) => toObjectTypeId))}::text[],
        ${numberArray(pairs.map(({ toId }) => toId))}::bigint[]
      ) AS n(from_id, to_object_type_id, to_id)
      CROSS JOIN LATERAL (
        -- OFFSET 0: by key, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT k.* FROM associations k
        WHERE k.account_id = ${tx.accountId} AND k.from_id = n.from_id AND k.to_object_type_id = n.to_object_type_id
          AND k.to_id = n.to_id OFFSET 0
      ) AS a`,
    'associations.read-between',
  )
}

/** All a record has of a type of which it may have only so many. */
export async function readOfTypes(tx: Transaction, wanted: readonly OfType[]): Promise<StandingRow[]> {
  if (wanted.length === 0) return []
  return tx.query<StandingRow>(
    sql`
      SELECT ${columns}, other.living FROM unnest(
        ${numberArray(wanted.map(({ fromId }) => fromId))}::bigint[],
        ${textArray(wanted.map(({ toObjectTypeId }) => toObjectTypeId))}::text[],
        ${textArray(wanted.map(({ category }) => category))}::text[],
        ${numberArray(wanted.map(({ typeId }) => typeId))}::int[]
      ) AS n(from_id, to_object_type_id, category, type_id)
      CROSS JOIN LATERAL (
        SELECT k.* FROM associations k
        WHERE k.account_id = ${tx.accountId} AND k.from_id = n.from_id AND k.to_object_type_id = n.to_object_type_id
          AND k.category = n.category AND k.type_id = n.type_id OFFSET 0
      ) AS a
      CROSS JOIN LATERAL (
        SELECT r.deleted_at IS NULL AND r.merged_into IS NULL AS living FROM records r
        WHERE r.account_id = ${tx.accountId} AND r.id = a.to_id OFFSET 0
      ) AS other`,
    'associations.read-of-types',
  )
}

const columns =
  raw(`a.from_id AS "fromId", a.to_object_type_id AS "toObjectTypeId", a.to_id AS "toId", a.category,
  a.type_id AS "typeId"`)
