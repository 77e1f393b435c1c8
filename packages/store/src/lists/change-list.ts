import { fold } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { nameTaken } from './create-list.js'
import type { Conversion } from './list.js'

/** Throws LIST_EXISTS. */
export async function renameList(tx: Transaction, listId: number, name: string): Promise<void> {
  if (await isTaken(tx, listId, name)) throw nameTaken(name)
  await tx.execute(
    sql`
      UPDATE lists SET name = ${name}, name_key = ${fold(name)}, version = version + 1, updated_at = now()
      WHERE account_id = ${tx.accountId} AND id = ${listId}`,
    'lists.rename',
  )
}

/** Only under the exclusive lock, and followed by a build. */
export async function setListFilter(tx: Transaction, listId: number, filter: unknown): Promise<void> {
  await tx.execute(sql`
    UPDATE lists SET filter = ${JSON.stringify(filter)}::jsonb, filters_updated_at = now(), version = version + 1,
      updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${listId}`)
}

/** Its members stay where they are: restored, a static list has them again. */
export async function markListDeleted(tx: Transaction, listId: number): Promise<void> {
  await tx.execute(sql`
    UPDATE lists SET deleted_at = now(), updated_at = now(), conversion = NULL
    WHERE account_id = ${tx.accountId} AND id = ${listId}`)
}

/** Throws LIST_EXISTS when its name was given to another list meanwhile. */
export async function restoreDeletedList(tx: Transaction, listId: number, name: string): Promise<void> {
  if (await isTaken(tx, listId, name)) throw nameTaken(name)
  await tx.execute(sql`
    UPDATE lists SET deleted_at = NULL, version = version + 1, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${listId}`)
}

/** null: it stays active. */
export async function setConversion(
  tx: Transaction,
  listId: number,
  conversion: Conversion | null,
): Promise<void> {
  const text = conversion === null ? null : JSON.stringify(conversion)
  await tx.execute(sql`
    UPDATE lists SET conversion = ${text}::jsonb, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${listId}`)
}

/** An active list keeps its members and follows its filter no more. Only under the exclusive lock. */
export async function makeStatic(tx: Transaction, listId: number): Promise<void> {
  await tx.execute(sql`
    UPDATE lists SET processing_type = 'SNAPSHOT', conversion = NULL, converted_at = now(), version = version + 1,
      updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${listId}`)
}

/** The index would say so too, but at the cost of the transaction. */
async function isTaken(tx: Transaction, listId: number, name: string): Promise<boolean> {
  const rows = await tx.query(sql`
    SELECT 1 FROM lists
    WHERE account_id = ${tx.accountId} AND name_key = ${fold(name)} AND deleted_at IS NULL AND id <> ${listId}`)
  return rows.length > 0
}
