// Moving properties from the cold side to the hot one, while everybody goes on reading and writing (engine.md 2).
//
// Three steps: flag *moving* under the exclusive lock (from then on writers write hot and drop the cold copy, readers read
// hot first); copy by record id in short transactions, each with its cursor; flag *hot*. Interrupted, the next call goes on.
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Database, Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { lockRecords } from '../records/lock-records.js'
import { moveToHot } from './move-to-hot.js'

/** Records moved in one transaction: below a second at 150 properties. */
const chunkSize = 5_000

/** Returns once every named property is hot; unknown names and system columns are passed over. */
export async function ensureHot(
  db: Database,
  accountId: number,
  objectTypeId: string,
  names: Iterable<string>,
): Promise<void> {
  const wanted = [...names]
  const moving = await db.withAccount(accountId, 'read', (tx) => notYetHot(tx, objectTypeId, wanted))
  if (moving.length === 0) return
  const cursor = await db.withAccount(accountId, 'exclusive', (tx) => flagMoving(tx, objectTypeId, moving))
  if (cursor === null) return
  let after: number | null = cursor
  while (after !== null) {
    const from: number = after
    after = await db.withAccount(accountId, 'shared', (tx) => moveChunk(tx, objectTypeId, moving, from))
  }
  await db.withAccount(accountId, 'exclusive', (tx) => flagHot(tx, objectTypeId, moving))
}

async function notYetHot(tx: Transaction, objectTypeId: string, names: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(sql`
    SELECT name FROM properties
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
      AND name = ANY(${textArray(names)}::text[]) AND placement IN ('cold', 'moving')
    ORDER BY name`)
  return rows.map(({ name }) => name)
}

/** Where to begin; null: there are no records yet, and the properties are hot at once. */
async function flagMoving(
  tx: Transaction,
  objectTypeId: string,
  names: readonly string[],
): Promise<number | null> {
  const [any] = await tx.query(sql`
    SELECT 1 FROM records WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} LIMIT 1`)
  if (!any) {
    await flagHot(tx, objectTypeId, names)
    return null
  }
  const rows = await tx.query<{ cursor: number }>(sql`
    UPDATE properties SET placement = 'moving', move_cursor = coalesce(move_cursor, 0), updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
      AND name = ANY(${textArray(names)}::text[]) AND placement IN ('cold', 'moving')
    RETURNING move_cursor AS cursor`)
  await bumpEpoch(tx)
  return Math.min(...rows.map(({ cursor }) => cursor), Number.MAX_SAFE_INTEGER)
}

/** Returns the id to go on after, or null when there is no more. */
async function moveChunk(
  tx: Transaction,
  objectTypeId: string,
  names: readonly string[],
  after: number,
): Promise<number | null> {
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT id FROM records
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id > ${after}
      ORDER BY account_id, object_type_id, id LIMIT ${chunkSize}`,
    'properties.next-chunk-to-move',
  )
  const last = rows.at(-1)?.id
  if (last === undefined) return null
  const locked = await lockRecords(
    tx,
    rows.map(({ id }) => id),
  )
  await moveToHot(tx, locked, names)
  await tx.execute(
    sql`
      UPDATE properties SET move_cursor = greatest(move_cursor, ${last}::bigint)
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
        AND name = ANY(${textArray(names)}::text[]) AND placement = 'moving'`,
    'properties.move-cursor',
  )
  return last
}

async function flagHot(tx: Transaction, objectTypeId: string, names: readonly string[]): Promise<void> {
  await tx.execute(sql`
    UPDATE properties SET placement = 'hot', move_cursor = NULL, updated_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
      AND name = ANY(${textArray(names)}::text[]) AND placement IN ('cold', 'moving')`)
  await bumpEpoch(tx)
}
