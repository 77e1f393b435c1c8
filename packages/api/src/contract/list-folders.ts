// Folders that lists are sorted into (api.md 3.2). The root is folder 0.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { instantText } from './wire.js'

const path = '/crm/v3/lists/folders' as const
const tag = 'Lists'
const reading = ['crm.lists.read']
const writing = ['crm.lists.write']

const name = z
  .string()
  .max(255)
  .refine((text) => text.trim() !== '', 'A folder has a name.')

interface Folder {
  id: number
  parentFolderId: number
  name?: string | undefined
  childNodes: Folder[]
  childLists: number[]
  createdAt?: string | undefined
  updatedAt?: string | undefined
}

const folder: z.ZodType<Folder> = z
  .object({
    id: z.int(),
    parentFolderId: z.int(),
    name: z.string().optional(),
    childNodes: z.array(z.lazy(() => folder)),
    childLists: z.array(z.int()).describe('Ids of the lists in it.'),
    createdAt: instantText.optional(),
    updatedAt: instantText.optional(),
  })
  .meta({ id: 'ListFolder' })

const oneFolder = z.object({ folder })

export const listFolders = {
  create: endpoint({
    id: 'createListFolder',
    method: 'POST',
    path,
    tag,
    summary: 'Create a folder',
    scopes: writing,
    body: z.object({ name, parentFolderId: z.string().max(20).optional() }),
    answers: { 200: oneFolder },
  }),
  read: endpoint({
    id: 'readListFolder',
    method: 'GET',
    path,
    tag,
    summary: 'A folder with everything in it; the root when none is named',
    scopes: reading,
    query: z.object({ folderId: z.string().max(20).optional() }),
    answers: { 200: oneFolder },
  }),
  rename: endpoint({
    id: 'renameListFolder',
    method: 'PUT',
    path: `${path}/:folderId/rename`,
    tag,
    summary: 'Give a folder another name',
    scopes: writing,
    query: z.object({ newFolderName: name }),
    answers: { 200: oneFolder },
  }),
  move: endpoint({
    id: 'moveListFolder',
    method: 'PUT',
    path: `${path}/:folderId/move/:newParentFolderId`,
    tag,
    summary: 'Put a folder into another one',
    scopes: writing,
    answers: { 200: oneFolder },
  }),
  moveList: endpoint({
    id: 'moveListToFolder',
    method: 'PUT',
    path: `${path}/move-list`,
    tag,
    summary: 'Put a list into a folder',
    scopes: writing,
    body: z.object({ listId: z.string().max(20), newFolderId: z.string().max(20) }),
    answers: { 204: null },
  }),
  remove: endpoint({
    id: 'deleteListFolder',
    method: 'DELETE',
    path: `${path}/:folderId`,
    tag,
    summary: 'Delete an empty folder',
    scopes: writing,
    answers: { 204: null },
  }),
}
