// The look at existing records that gives a list its first members (engine.md 3, publishing has three moments).
import sql, { raw } from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface ListBuild {
  readonly listId: number
  /** The definitions epoch the filter came with. */
  readonly epoch: number
  /** Record id up to which records were looked at. */
  readonly cursor: number
  /** The last record that existed: whatever came later is new and joins by its own change. */
  readonly lastRecordId: number
}

const columns = raw('list_id AS "listId", epoch, cursor, last_record_id AS "lastRecordId"')

/**
 * Begins, or begins anew. Only under the exclusive lock: no writer is under way, so that the greatest id is a line between
 * existing records and new ones. An object type without records has nothing to look at.
 */
export async function startListBuild(
  tx: Transaction,
  build: Pick<ListBuild, 'listId' | 'epoch'> & { readonly objectTypeId: string },
): Promise<void> {
  await stopListBuild(tx, build.listId)
  await tx.execute(sql`
    INSERT INTO list_builds (account_id, list_id, epoch, last_record_id)
    SELECT ${tx.accountId}, ${build.listId}, ${build.epoch}, max(id) FROM records
    WHERE account_id = ${tx.accountId} AND object_type_id = ${build.objectTypeId} HAVING count(*) > 0`)
}

export async function stopListBuild(tx: Transaction, listId: number): Promise<void> {
  await tx.execute(
    sql`DELETE FROM list_builds WHERE account_id = ${tx.accountId} AND list_id = ${listId}`,
    'lists.stop-build',
  )
}

/** Builds that are under way, oldest list first; read without locks. */
export function readListBuilds(tx: Transaction): Promise<ListBuild[]> {
  return tx.query<ListBuild>(
    sql`SELECT ${columns} FROM list_builds WHERE account_id = ${tx.accountId} ORDER BY list_id`,
    'lists.read-builds',
  )
}

/**
 * The oldest build of an active list that nobody else is at. It is locked before the records of its chunk, against the
 * order of everything else; safe, because whoever else writes this row holds the account's lock exclusively.
 */
export async function claimListBuild(tx: Transaction): Promise<ListBuild | undefined> {
  const [row] = await tx.query<ListBuild>(
    sql`
      SELECT ${columns} FROM list_builds b
      WHERE b.account_id = ${tx.accountId} AND EXISTS (
        SELECT FROM lists l WHERE l.account_id = b.account_id AND l.id = b.list_id AND l.processing_type = 'DYNAMIC')
      ORDER BY b.list_id LIMIT 1 FOR NO KEY UPDATE OF b SKIP LOCKED`,
    'lists.claim-build',
  )
  return row
}

/** Stores how far a claimed build has come. */
export async function advanceListBuild(tx: Transaction, listId: number, cursor: number): Promise<void> {
  await tx.execute(
    sql`
      UPDATE list_builds SET cursor = ${cursor}, moved_at = clock_timestamp()
      WHERE account_id = ${tx.accountId} AND list_id = ${listId}`,
    'lists.advance-build',
  )
}
