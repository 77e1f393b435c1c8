import sql from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import type { AssociationRow } from '../../associations/write-associations.js'
import { deleteAssociations, insertAssociations } from '../../associations/write-associations.js'
import type { Transaction } from '../../database.js'
import type { Definitions } from '../../definitions/definitions.js'
import type { StoredRecord } from '../stored-record.js'

/**
 * Gives the survivor the associations of the record that disappears, in both directions. What a record may have one of,
 * such as a primary company, it keeps if it has it. The others are not locked: to their filters the survivor's merge
 * passes it on (`pending_fanout`).
 */
export async function moveAssociations(
  tx: Transaction,
  definitions: Definitions,
  survivor: StoredRecord,
  loser: StoredRecord,
): Promise<void> {
  const rows = await readBothWays(tx, loser.objectTypeId, [loser.id])
  if (rows.length === 0) return
  const exclusive = exclusiveTypes(definitions, loser.objectTypeId)
  const standing = (await readBothWays(tx, survivor.objectTypeId, [survivor.id])).filter(
    ({ fromId }) => fromId === survivor.id,
  )
  const taken = new Set(standing.map(kindOf).filter((kind) => exclusive.has(kind)))
  const dropped = rows.filter((row) => row.fromId === loser.id && taken.has(kindOf(row)))
  const inverse = new Set(
    dropped.map((row) => `${row.toId} ${row.category} ${exclusive.get(kindOf(row)) ?? row.typeId}`),
  )
  const moved = rows.filter((row) =>
    row.fromId === loser.id
      ? !dropped.includes(row)
      : !inverse.has(`${row.fromId} ${row.category} ${row.typeId}`),
  )
  await deleteAssociations(tx, rows)
  await insertAssociations(
    tx,
    moved
      .map((row) => ({
        ...row,
        ...(row.fromId === loser.id ? { fromId: survivor.id } : { toId: survivor.id }),
      }))
      .filter(({ fromId, toId }) => fromId !== toId),
  )
}

/** Every association of records of one type, as both sides have it; of deleted others too, for they may come back. */
export function readBothWays(
  tx: Transaction,
  objectTypeId: string,
  ids: readonly number[],
): Promise<AssociationRow[]> {
  return tx.query<AssociationRow>(
    sql`
      WITH own AS MATERIALIZED (
        SELECT from_id, to_object_type_id, to_id, category, type_id FROM associations
        WHERE account_id = ${tx.accountId} AND from_id = ANY(${numberArray(ids)}::bigint[])
      )
      SELECT from_id AS "fromId", to_object_type_id AS "toObjectTypeId", to_id AS "toId", category, type_id AS "typeId"
      FROM (
        SELECT * FROM own
        UNION
        SELECT back.* FROM (SELECT DISTINCT to_id AS other, from_id AS id FROM own) AS pairs CROSS JOIN LATERAL (
          -- OFFSET 0: one look-up a pair, whatever the planner thinks it knows of the account (see writeVersions).
          SELECT a.from_id, a.to_object_type_id, a.to_id, a.category, a.type_id FROM associations a
          WHERE a.account_id = ${tx.accountId} AND a.from_id = pairs.other
            AND a.to_object_type_id = ${objectTypeId} AND a.to_id = pairs.id OFFSET 0
        ) AS back
      ) AS both_ways`,
    'records.read-associations-both-ways',
  )
}

function kindOf({ category, typeId, toObjectTypeId }: AssociationRow): string {
  return `${category} ${typeId} ${toObjectTypeId}`
}

/** Kinds of which a record of this type may have one, with the number of the other direction. */
function exclusiveTypes({ catalogue }: Definitions, objectTypeId: string): ReadonlyMap<string, number> {
  return new Map(
    catalogue.associationTypes
      .filter((type) => type.fromObjectTypeId === objectTypeId && type.maxPerRecord === 1)
      .map((type) => [`${type.category} ${type.typeId} ${type.toObjectTypeId}`, type.inverseTypeId]),
  )
}
