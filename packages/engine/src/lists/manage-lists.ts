// Lists with a filter begin, change and end under the account's exclusive lock: no writer with older definitions is left
// (engine.md 3, the first moment). The build that follows is a worker's.
import { Problem } from '@millrace/model'
import {
  bumpEpoch,
  createList,
  type Definitions,
  flagMoving,
  type List,
  listNotFound,
  makeStatic,
  markListDeleted,
  type NewList,
  readDeletedList,
  readList,
  restoreDeletedList,
  setListFilter,
  startListBuild,
  stopListBuild,
  type Transaction,
} from '@millrace/store'
import { checkListFilter } from './list-filter.js'
import { listUsers } from './list-users.js'

/**
 * Creates a list of any kind; its id. Problems: LIST_EXISTS, FILTER_INVALID and whatever else is wrong with a filter, which
 * a static list does not take.
 */
export async function addList(tx: Transaction, definitions: Definitions, list: NewList): Promise<number> {
  if (list.processingType === 'MANUAL') {
    if (list.filter !== undefined)
      throw new Problem('FILTER_INVALID', 'A static list has no filter; a snapshot has.', {
        field: 'filterBranch',
      })
    return createList(tx, list)
  }
  const { objectTypeId, timeZone = null } = list
  const wanted = { objectTypeId, filter: list.filter, timeZone, listId: null }
  const { filter, compiled } = await checkListFilter(tx, definitions, wanted)
  const listId = await createList(tx, { ...list, filter })
  if (list.processingType === 'DYNAMIC') await flagMoving(tx, objectTypeId, compiled.reads.properties)
  await beginBuild(tx, listId, objectTypeId)
  return listId
}

/** Gives an active list another filter: its members are looked for anew. Problems: as for a new list, LIST_CYCLE. */
export async function changeListFilter(
  tx: Transaction,
  definitions: Definitions,
  list: List,
  wanted: unknown,
): Promise<void> {
  const { id, objectTypeId, timeZone, processingType } = list
  if (processingType !== 'DYNAMIC')
    throw new Problem('FILTER_INVALID', `List ${id} is static: only active lists have a filter to change.`)
  const { filter, compiled } = await checkListFilter(tx, definitions, {
    objectTypeId,
    filter: wanted,
    timeZone,
    listId: id,
  })
  await setListFilter(tx, id, filter)
  await flagMoving(tx, objectTypeId, compiled.reads.properties)
  await beginBuild(tx, id, objectTypeId)
}

/** Deletes a list; what is deleted already stays so. Problems: LIST_IN_USE with who uses it (E-LIB-22). */
export async function removeList(tx: Transaction, definitions: Definitions, list: List): Promise<void> {
  const { workflows, listIds } = listUsers(definitions, list.id)
  const workflowIds = workflows.filter(({ isEnabled }) => isEnabled).map(({ workflowId }) => workflowId)
  if (workflowIds.length > 0 || listIds.length > 0) {
    const users = [...workflowIds.map((id) => `workflow ${id}`), ...listIds.map((id) => `list ${id}`)]
    throw new Problem('LIST_IN_USE', `List ${list.id} is used by ${users.join(', ')}.`, {
      context: { workflowId: workflowIds.map(String), listId: listIds.map(String) },
    })
  }
  await stopListBuild(tx, list.id)
  await markListDeleted(tx, list.id)
  await bumpEpoch(tx)
}

/** Brings a deleted list back; one that is there is left alone. Problems: LIST_NOT_FOUND, LIST_EXISTS. */
export async function restoreList(tx: Transaction, definitions: Definitions, listId: number): Promise<void> {
  const list = await readDeletedList(tx, listId)
  if (!list) {
    await readList(tx, listId)
    return
  }
  if (!definitions.catalogue.objectTypes.has(list.objectTypeId)) throw listNotFound(listId)
  const { objectTypeId, filter, timeZone, processingType } = list
  const checked =
    processingType === 'DYNAMIC'
      ? await checkListFilter(tx, definitions, { objectTypeId, filter, timeZone, listId })
      : null
  await restoreDeletedList(tx, listId, list.name)
  if (!checked) return
  await flagMoving(tx, objectTypeId, checked.compiled.reads.properties)
  await beginBuild(tx, listId, objectTypeId)
}

/** An active list becomes static with the members it has. */
export async function convertList(tx: Transaction, listId: number): Promise<void> {
  await stopListBuild(tx, listId)
  await makeStatic(tx, listId)
  await bumpEpoch(tx)
}

async function beginBuild(tx: Transaction, listId: number, objectTypeId: string): Promise<void> {
  await startListBuild(tx, { listId, objectTypeId, epoch: await bumpEpoch(tx) })
}
