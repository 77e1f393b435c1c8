import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { readRows, readRowsShowing } from './read-rows.js'
import { RowRecord, type StoredRecord } from './stored-record.js'

/**
 * Whole records of one object type as a reader asks for them, by the id asked. A merged record answers as the one that took
 * it in (engine.md 2: followed once); deleted ones only when asked for. `names`: the properties that will be looked at,
 * where the caller knows them.
 */
export async function readRecords(
  tx: Transaction,
  objectTypeId: string,
  ids: readonly number[],
  { archived = false, names }: { readonly archived?: boolean; readonly names?: readonly string[] } = {},
): Promise<Map<number, StoredRecord>> {
  const found = new Map<number, StoredRecord>()
  if (ids.length === 0) return found
  const read = (some: readonly number[]) =>
    names ? readRowsShowing(tx, some, names) : readRows(tx, some, true)
  const rows = await read(ids)
  const survivors = rows.flatMap(({ merged_into }) => (merged_into === null ? [] : [merged_into]))
  const more = survivors.length === 0 ? [] : await read(survivors)
  const records = new Map([...rows, ...more].map((row) => [row.id, new RowRecord(row, {})]))
  for (const id of ids) {
    const record = records.get(id)
    const standing = record?.mergedInto ? records.get(record.mergedInto) : record
    if (standing?.objectTypeId === objectTypeId && (standing.deletedAt !== null) === archived)
      found.set(id, standing)
  }
  return found
}

/** Ids of an object type after an id, ascending: one page of a listing. */
export async function listRecordIds(
  tx: Transaction,
  objectTypeId: string,
  { limit, after = 0, archived = false }: { limit: number; after?: number; archived?: boolean },
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT id FROM records
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id > ${after}
        AND (deleted_at IS NOT NULL) = ${archived} AND merged_into IS NULL
      ORDER BY account_id, object_type_id, id LIMIT ${limit}`,
    'records.list-ids',
  )
  return rows.map(({ id }) => id)
}

/** Which of these ids are records of this object type that are neither deleted nor merged. */
export async function liveRecordIds(
  tx: Transaction,
  objectTypeId: string,
  ids: readonly number[],
): Promise<Set<number>> {
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT id FROM records
      WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])
        AND object_type_id = ${objectTypeId} AND deleted_at IS NULL AND merged_into IS NULL`,
    'records.live-ids',
  )
  return new Set(rows.map(({ id }) => id))
}
