import { addList, changeListFilter, removeList, restoreList } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import { type Definitions, readDeletedList, readList, renameList, type Transaction } from '@millrace/store'
import { lists } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { changeDefinitions } from '../change-definitions.js'
import { objectTypeOf } from '../objects/object-type.js'
import { requireFolder } from './require-folder.js'
import { requireList, requireListId } from './require-list.js'
import { showList } from './show-list.js'

/** What live filters read changes with an active list: its changes hold the account alone, then a worker builds it. */
export function manageRoutes(on: On, api: Api): void {
  on(lists.create, (call) =>
    changing(api, call, async (tx, definitions) => {
      const { name, objectTypeId, processingType, filterBranch, listFolderId } = call.body
      if (processingType !== 'MANUAL' && filterBranch === undefined)
        throw new Problem('FILTER_INVALID', 'An active list and a snapshot need criteria.', {
          field: 'filterBranch',
        })
      const folderId = await requireFolder(tx, listFolderId)
      const id = await addList(tx, definitions, {
        name: name.trim(),
        objectTypeId: objectTypeOf(definitions, objectTypeId).id,
        processingType,
        ...(filterBranch !== undefined && { filter: filterBranch }),
        ...(folderId !== null && { folderId }),
      })
      return { status: 200, body: { list: showList(await readList(tx, id), true) } }
    }),
  )

  on(lists.rename, (call) =>
    writeOnce(
      api.db,
      { ...call, body: undefined },
      async (tx) => {
        const { id } = await requireList(tx, call.params.listId)
        await renameList(tx, id, call.query.listName.trim())
        return {
          status: 200,
          body: { updatedList: showList(await readList(tx, id), call.query.includeFilters) },
        }
      },
      'exclusive',
    ),
  )

  on(lists.changeFilter, (call) =>
    changing(api, call, async (tx, definitions) => {
      const list = await requireList(tx, call.params.listId)
      await changeListFilter(tx, definitions, list, call.body.filterBranch)
      return { status: 200, body: { updatedList: showList(await readList(tx, list.id), true) } }
    }),
  )

  on(lists.remove, (call) =>
    changing(api, { ...call, body: undefined }, async (tx, definitions) => {
      const id = parseId(call.params.listId)
      // Deleting twice is no mistake; deleting what never was is.
      if (id !== undefined && (await readDeletedList(tx, id))) return { status: 204 }
      await removeList(tx, definitions, await requireList(tx, call.params.listId))
      return { status: 204 }
    }),
  )

  on(lists.restore, (call) =>
    changing(api, { ...call, body: undefined }, async (tx, definitions) => {
      await restoreList(tx, definitions, requireListId(call.params.listId))
      return { status: 204 }
    }),
  )
}

async function changing(
  api: Api,
  call: WritingCall,
  work: (tx: Transaction, definitions: Definitions) => Promise<Answer>,
): Promise<Answer> {
  const answer = await changeDefinitions(api, call, work)
  api.waker.wake(call.caller.accountId, 'bulk')
  return answer
}
