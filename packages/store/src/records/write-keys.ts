// `record_keys`: everything looked up by value (engine.md 1). Keys of a record stand exactly while its values do.
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface RecordKey {
  readonly objectTypeId: string
  readonly propertyId: number
  readonly key: string
  readonly recordId: number
  readonly isUnique: boolean
}

/** In the order every writer takes them: two writers that insert the same keys wait for each other, never in a ring. */
function inKeyOrder(keys: readonly RecordKey[]): readonly RecordKey[] {
  return [...keys].sort(
    (a, b) =>
      compare(a.objectTypeId, b.objectTypeId) ||
      a.propertyId - b.propertyId ||
      compare(a.key, b.key) ||
      a.recordId - b.recordId,
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export async function deleteKeys(tx: Transaction, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  await tx.execute(
    sql`
      DELETE FROM record_keys k USING (
        SELECT found.place FROM ${rowsOf(keys)} CROSS JOIN LATERAL (
          -- OFFSET 0: one look-up a key, whatever the planner thinks it knows of the account (see writeVersions).
          SELECT s.ctid AS place FROM record_keys s
          WHERE s.account_id = ${tx.accountId} AND s.object_type_id = n.object_type_id AND s.property_id = n.property_id
            AND s.key = n.key AND s.record_id = n.record_id
          OFFSET 0) AS found
        LIMIT ${keys.length}::bigint
      ) AS d
      WHERE k.ctid = d.place AND k.account_id = ${tx.accountId}`,
    'records.delete-keys',
  )
}

/**
 * Inserts keys and returns those it could not: unique ones that another record holds. Waits for a writer that is about to
 * commit the same key. A key the record has already is no conflict.
 */
export async function insertKeys(tx: Transaction, keys: readonly RecordKey[]): Promise<TakenKey[]> {
  if (keys.length === 0) return []
  const inserted = await tx.execute(
    sql`
      INSERT INTO record_keys (account_id, object_type_id, property_id, key, record_id, is_unique)
      SELECT ${tx.accountId}, n.object_type_id, n.property_id, n.key, n.record_id, n.is_unique FROM ${rowsOf(inKeyOrder(keys))}
      ON CONFLICT DO NOTHING`,
    'records.insert-keys',
  )
  return inserted === keys.length ? [] : takenOf(tx, keys)
}

/**
 * Inserts keys that nobody can hold: not unique, of records that this transaction made. Without the precautions of a
 * conflict each costs a third less (measured).
 */
export async function insertFirstKeys(tx: Transaction, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO record_keys (account_id, object_type_id, property_id, key, record_id, is_unique)
      SELECT ${tx.accountId}, n.object_type_id, n.property_id, n.key, n.record_id, false FROM ${rowsOf(inKeyOrder(keys))}`,
    'records.insert-first-keys',
  )
}

export interface TakenKey extends RecordKey {
  /** The record that holds it. */
  readonly holderId: number
}

/** A second statement: its snapshot is younger than the writer that the insert may have waited for. */
async function takenOf(tx: Transaction, keys: readonly RecordKey[]): Promise<TakenKey[]> {
  const unique = keys.filter(({ isUnique }) => isUnique)
  if (unique.length === 0) return []
  const rows = await tx.query<{ index: number; holder_id: number }>(
    sql`
      SELECT n.index, k.record_id AS holder_id FROM ${rowsOf(unique)} CROSS JOIN LATERAL (
        SELECT s.record_id FROM record_keys s
        WHERE s.account_id = ${tx.accountId} AND s.object_type_id = n.object_type_id
          AND s.property_id = n.property_id AND s.key = n.key AND s.is_unique
        OFFSET 0) AS k
      WHERE k.record_id <> n.record_id`,
    'records.find-taken-keys',
  )
  return rows.flatMap(({ index, holder_id }) => {
    const key = unique[index - 1]
    return key ? [{ ...key, holderId: holder_id }] : []
  })
}

function rowsOf(keys: readonly RecordKey[]) {
  return sql`unnest(
    ${textArray(keys.map((key) => key.objectTypeId))}::text[], ${numberArray(keys.map((key) => key.propertyId))}::int[],
    ${textArray(keys.map((key) => key.key))}::text[], ${numberArray(keys.map((key) => key.recordId))}::bigint[],
    ${textArray(keys.map((key) => String(key.isUnique)))}::boolean[]
  ) WITH ORDINALITY AS n(object_type_id, property_id, key, record_id, is_unique, index)`
}
