// Moving properties from the cold side to the hot one, while everybody goes on reading and writing (engine.md 2): once they
// are flagged, by record id in short transactions, each with its cursor, until they are hot. Interrupted, the next call
// goes on.
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Database, Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { lockRecords } from '../records/lock-records.js'
import { flagHot } from './flag-properties.js'
import { moveToHot } from './move-to-hot.js'

/** Records moved in one transaction, for which their writers wait: half a second at 150 properties. */
const usualChunk = 1_000

export interface MoveOptions {
  /** Stand behind whoever is moving, instead of leaving it to him. */
  readonly wait?: boolean
  readonly chunk?: number
}

export interface MoveProgress {
  /** Records looked at. */
  readonly records: number
  /** Something may still be on its way. False with no records: nothing moves, or others are moving it. */
  readonly more: boolean
}

/**
 * The next records of whatever moves in an account; the last ones make it hot. Any number may call it at once: each takes
 * what nobody else is moving.
 */
export async function moveProperties(
  db: Database,
  accountId: number,
  { wait = false, chunk = usualChunk }: MoveOptions = {},
): Promise<MoveProgress> {
  const moved = await db.withAccount(accountId, 'shared', (tx) => moveChunk(tx, wait, chunk))
  if (!moved) return { records: 0, more: false }
  if (moved.arrived) await db.withAccount(accountId, 'exclusive', (tx) => arrive(tx, moved.move))
  return { records: moved.records, more: true }
}

interface Move {
  readonly objectTypeId: string
  readonly names: readonly string[]
  /** Id of the last record that was moved. */
  readonly cursor: number
}

async function moveChunk(tx: Transaction, wait: boolean, chunk: number) {
  const { moving } = await definitionsOf(tx)
  for (const [objectTypeId, names] of moving) {
    const move = await claimMove(tx, objectTypeId, names, wait)
    if (move) return moveNext(tx, move, chunk)
  }
  return undefined
}

/**
 * Properties of one object type that go on together. They are locked before records, against the order of everything else:
 * safe, because whoever else writes their rows holds the account's lock exclusively, when nobody moves anything.
 */
async function claimMove(
  tx: Transaction,
  objectTypeId: string,
  names: readonly string[],
  wait: boolean,
): Promise<Move | undefined> {
  const rows = await tx.query<{ name: string; cursor: number }>(
    sql`
      SELECT name, coalesce(move_cursor, 0) AS cursor FROM properties
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND name = ANY(${textArray(names)}::text[])
        AND placement = 'moving'
      ORDER BY id ${wait ? sql`FOR NO KEY UPDATE` : sql`FOR NO KEY UPDATE SKIP LOCKED`}`,
    wait ? 'properties.await-move' : 'properties.claim-move',
  )
  if (rows.length === 0) return undefined
  const cursor = Math.min(...rows.map((row) => row.cursor))
  return { objectTypeId, names: rows.map(({ name }) => name), cursor }
}

/** Records made since the properties were flagged were written hot: where the ids end, everything has arrived. */
async function moveNext(tx: Transaction, move: Move, chunk: number) {
  const { objectTypeId, names, cursor } = move
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT id FROM records
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id > ${cursor}
      ORDER BY account_id, object_type_id, id LIMIT ${chunk}`,
    'properties.next-chunk-to-move',
  )
  const ids = rows.map(({ id }) => id)
  await moveToHot(tx, await lockRecords(tx, ids), names)
  await tx.execute(
    sql`
      UPDATE properties SET move_cursor = greatest(move_cursor, ${ids.at(-1) ?? cursor}::bigint)
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId}
        AND name = ANY(${textArray(names)}::text[]) AND placement = 'moving'`,
    'properties.move-cursor',
  )
  return { move, records: ids.length, arrived: ids.length < chunk }
}

async function arrive(tx: Transaction, { objectTypeId, names }: Move): Promise<void> {
  if ((await flagHot(tx, objectTypeId, names)) > 0) await bumpEpoch(tx)
}
