import { listUsers } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  findListByName,
  type List,
  type ListOrder,
  listNotFound,
  readLists,
  searchLists,
} from '@millrace/store'
import { lists } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { objectTypeOf } from '../objects/object-type.js'
import { requireList } from './require-list.js'
import { showFoundList, showList } from './show-list.js'

export function readRoutes(on: On, { db }: Api): void {
  on(lists.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const list = await requireList(tx, params.listId)
      return { status: 200, body: { list: showList(list, query.includeFilters) } }
    }),
  )

  on(lists.byIds, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const found = await readLists(tx, idsIn(query.listIds ?? []))
      return { status: 200, body: { lists: found.map((list) => showList(list, query.includeFilters)) } }
    }),
  )

  on(lists.byName, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const type = objectTypeOf(await definitionsOf(tx), params.objectType)
      const list = await findListByName(tx, type.id, params.listName)
      if (!list) throw listNotFound(`"${params.listName.slice(0, 100)}"`)
      return { status: 200, body: { list: showList(list, query.includeFilters) } }
    }),
  )

  on(lists.search, ({ caller, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { query, processingTypes, offset, count } = body
      const listIds = body.listIds ? idsIn(body.listIds.map(String)) : null
      const page = { query, processingTypes, listIds, offset, count, ...orderOf(body.sort) }
      const { total, lists: found } = await searchLists(tx, page)
      const definitions = await definitionsOf(tx)
      const next = offset + found.length
      return {
        status: 200,
        body: {
          lists: found.map((list) =>
            showFoundList(list, additionalOf(definitions, list, body.additionalProperties)),
          ),
          offset: next,
          hasMore: next < total && found.length > 0,
          total,
        },
      }
    }),
  )

  on(lists.uses, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const list = await requireList(tx, params.listId)
      const { workflows, listIds } = listUsers(await definitionsOf(tx), list.id)
      return {
        status: 200,
        body: {
          workflows: workflows.map((use) => ({ ...use, workflowId: String(use.workflowId) })),
          lists: listIds.map((id) => ({ listId: String(id) })),
        },
      }
    }),
  )
}

function idsIn(texts: readonly string[]): number[] {
  if (texts.length > 500)
    throw new Problem('LIMIT_EXCEEDED', 'At most 500 lists are read at once.', { field: 'listIds' })
  return texts.map(parseId).filter((id) => id !== undefined)
}

const orders: Readonly<Record<string, ListOrder>> = {
  HS_LIST_ID: 'id',
  HS_LIST_NAME: 'name',
  HS_LIST_SIZE: 'size',
  HS_CREATED_AT: 'createdAt',
  HS_UPDATED_AT: 'updatedAt',
}

function orderOf(sort = 'HS_LIST_ID'): { readonly order: ListOrder; readonly descending: boolean } {
  const descending = sort.startsWith('-')
  const name = (descending ? sort.slice(1) : sort).toUpperCase()
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined
  if (order) return { order, descending }
  throw new Problem('INVALID_BODY', `Lists are sorted by ${Object.keys(orders).join(', ')}.`, {
    field: 'sort',
  })
}

/** What a search was asked to show besides; names that mean nothing here are passed over. */
function additionalOf(
  definitions: Definitions,
  list: List,
  asked: readonly string[],
): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {}
  if (asked.includes('hs_list_size')) shown.hs_list_size = String(list.size)
  if (asked.includes('hs_list_reference_count')) {
    const { workflows, listIds } = listUsers(definitions, list.id)
    shown.hs_list_reference_count = String(workflows.length + listIds.length)
  }
  return shown
}
