import { Problem } from '@millrace/model'
import { readFolders, type Transaction } from '@millrace/store'

/** The folder a list is put into; null: the root. Problem: INVALID_BODY. */
export async function requireFolder(tx: Transaction, folderId: number | undefined): Promise<number | null> {
  if (folderId === undefined || folderId === 0) return null
  const folders = await readFolders(tx)
  if (folders.some(({ id }) => id === folderId)) return folderId
  throw new Problem('INVALID_BODY', `There is no folder ${folderId}.`, { field: 'listFolderId' })
}
