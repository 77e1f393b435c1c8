import { Problem, parseId } from '@millrace/model'
import {
  changeFolder,
  createFolder,
  deleteFolder,
  type ListFolder,
  listsInRoot,
  moveList,
  readFolders,
  type Transaction,
} from '@millrace/store'
import { listFolders } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { requireList } from './require-list.js'

/** How deep folders stand in folders. */
const deepest = 20

/** Few and seldom changed: the tree is read whole, and changed by one at a time. */
export function folderRoutes(on: On, { db }: Api): void {
  const changing = (call: WritingCall, work: (tx: Transaction) => Promise<Answer>) =>
    writeOnce(db, call, work, 'exclusive')

  on(listFolders.read, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', (tx) => shown(tx, query.folderId ?? '0')),
  )

  on(listFolders.create, (call) =>
    changing(call, async (tx) => {
      const { name, parentFolderId = '0' } = call.body
      const parentId = await placeFor(tx, parentFolderId)
      return shown(tx, String(await createFolder(tx, name.trim(), parentId)))
    }),
  )

  on(listFolders.rename, (call) =>
    changing({ ...call, body: undefined }, async (tx) => {
      const { id, parentId } = await requireFolderRow(tx, call.params.folderId)
      await changeFolder(tx, id, { name: call.query.newFolderName.trim(), parentId })
      return shown(tx, String(id))
    }),
  )

  on(listFolders.move, (call) =>
    changing({ ...call, body: undefined }, async (tx) => {
      const { id, name } = await requireFolderRow(tx, call.params.folderId)
      const parentId = await placeFor(tx, call.params.newParentFolderId, id)
      await changeFolder(tx, id, { name, parentId })
      return shown(tx, String(id))
    }),
  )

  on(listFolders.moveList, (call) =>
    changing(call, async (tx) => {
      const { id } = await requireList(tx, call.body.listId)
      await moveList(tx, id, await placeFor(tx, call.body.newFolderId))
      return { status: 204 }
    }),
  )

  on(listFolders.remove, (call) =>
    changing({ ...call, body: undefined }, async (tx) => {
      const { id, listIds } = await requireFolderRow(tx, call.params.folderId)
      const children = (await readFolders(tx)).filter(({ parentId }) => parentId === id)
      if (listIds.length > 0 || children.length > 0)
        throw new Problem('INVALID_PATH', `Folder ${id} is not empty.`, { field: 'folderId' })
      await deleteFolder(tx, id)
      return { status: 204 }
    }),
  )
}

async function requireFolderRow(tx: Transaction, text: string): Promise<ListFolder> {
  const id = parseId(text)
  const found = (await readFolders(tx)).find((folder) => folder.id === id)
  if (found) return found
  throw new Problem('LIST_NOT_FOUND', `There is no folder ${text.slice(0, 100)}.`, { field: 'folderId' })
}

/** The folder something is put into, null for the root; never below the folder that moves. */
async function placeFor(tx: Transaction, text: string, moving?: number): Promise<number | null> {
  if (text === '0' || text === '') return null
  const { id } = await requireFolderRow(tx, text)
  const parents = new Map((await readFolders(tx)).map((folder) => [folder.id, folder.parentId]))
  let depth = 0
  for (let above: number | null = id; above !== null; above = parents.get(above) ?? null) {
    depth += 1
    if (above === moving || depth > deepest)
      throw new Problem('INVALID_BODY', 'A folder cannot stand there.', { field: 'newParentFolderId' })
  }
  return id
}

async function shown(tx: Transaction, text: string): Promise<Answer> {
  const folders = await readFolders(tx)
  if (text === '0' || text === '') {
    const root = { id: 0, parentFolderId: 0, childLists: await listsInRoot(tx) }
    return { status: 200, body: { folder: { ...root, childNodes: childrenOf(folders, null) } } }
  }
  return { status: 200, body: { folder: showFolder(folders, await requireFolderRow(tx, text)) } }
}

function childrenOf(folders: readonly ListFolder[], parent: number | null): object[] {
  return folders.filter(({ parentId }) => parentId === parent).map((folder) => showFolder(folders, folder))
}

function showFolder(folders: readonly ListFolder[], folder: ListFolder): object {
  return {
    id: folder.id,
    parentFolderId: folder.parentId ?? 0,
    name: folder.name,
    childNodes: childrenOf(folders, folder.id),
    childLists: folder.listIds,
    createdAt: iso(folder.createdAt),
    updatedAt: iso(folder.updatedAt),
  }
}
