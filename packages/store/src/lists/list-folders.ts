// Folders of lists: names in a tree, whose root has no row and the number 0.
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface ListFolder {
  readonly id: number
  /** null: under the root. */
  readonly parentId: number | null
  readonly name: string
  /** Ids of the lists in it that are not deleted. */
  readonly listIds: readonly number[]
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** Every folder of the account, by name. */
export function readFolders(tx: Transaction): Promise<ListFolder[]> {
  return tx.query<ListFolder>(
    sql`
      SELECT f.id, f.parent_id AS "parentId", f.name, f.created_at AS "createdAt", f.updated_at AS "updatedAt",
        array(
          SELECT l.id::float8 FROM lists l
          WHERE l.account_id = f.account_id AND l.folder_id = f.id AND l.deleted_at IS NULL ORDER BY l.id
        ) AS "listIds"
      FROM list_folders f WHERE f.account_id = ${tx.accountId} ORDER BY f.name, f.id`,
    'lists.read-folders',
  )
}

/** Lists that are in no folder. */
export async function listsInRoot(tx: Transaction): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM lists
    WHERE account_id = ${tx.accountId} AND folder_id IS NULL AND deleted_at IS NULL ORDER BY id`)
  return rows.map(({ id }) => id)
}

export async function createFolder(tx: Transaction, name: string, parentId: number | null): Promise<number> {
  const [row] = await tx.query<{ id: number }>(sql`
    INSERT INTO list_folders (account_id, parent_id, name) VALUES (${tx.accountId}, ${parentId}, ${name}) RETURNING id`)
  if (!row) throw new Error('INSERT … RETURNING returned nothing')
  return row.id
}

/** Gives a folder another name or another parent. */
export async function changeFolder(
  tx: Transaction,
  id: number,
  { name, parentId }: Pick<ListFolder, 'name' | 'parentId'>,
): Promise<void> {
  await tx.execute(sql`
    UPDATE list_folders SET name = ${name}, parent_id = ${parentId}, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id}`)
}

export async function deleteFolder(tx: Transaction, id: number): Promise<void> {
  await tx.execute(sql`DELETE FROM list_folders WHERE account_id = ${tx.accountId} AND id = ${id}`)
}

/** null: the root. */
export async function moveList(tx: Transaction, listId: number, folderId: number | null): Promise<void> {
  await tx.execute(sql`
    UPDATE lists SET folder_id = ${folderId}, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${listId}`)
}
