import { Problem, parseId } from '@millrace/model'
import {
  changeMembers,
  definitionsOf,
  listsOfRecord,
  liveRecordIds,
  pageMembers,
  requireStatic,
} from '@millrace/store'
import { memberships } from '../../contract/index.js'
import type { On } from '../../register.js'
import { partOf, type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { datedMeta } from '../interactive-meta.js'
import { iso } from '../iso.js'
import { objectTypeOf } from '../objects/object-type.js'
import { pageRoutes } from './page-memberships.js'
import { requireList } from './require-list.js'

/** Records changed in one transaction: it stays below a second. */
const chunkSize = 2000

/** Members of one list put into another by one call: as many as may be named (api.md 2.7). */
const mostFrom = 100_000

export function membershipRoutes(on: On, api: Api): void {
  const { db } = api
  pageRoutes(on, api)

  on(memberships.add, (call) => answered(api, call, call.params.listId, call.body, []))

  on(memberships.remove, (call) => answered(api, call, call.params.listId, [], call.body))

  on(memberships.addAndRemove, (call) => {
    const { recordIdsToAdd: add, recordIdsToRemove: remove } = call.body
    const added = new Set(add.map(String))
    return answered(
      api,
      call,
      call.params.listId,
      add,
      remove.filter((id) => !added.has(String(id))),
    )
  })

  on(memberships.clear, async (call) => {
    const { accountId } = call.caller
    const listId = await staticList(api, accountId, call.params.listId)
    const members = await allMembers(api, accountId, listId, Number.POSITIVE_INFINITY)
    await change(api, { ...call, body: undefined }, listId, [], members)
    return { status: 204 }
  })

  on(memberships.addFrom, async (call) => {
    const { accountId } = call.caller
    const listId = await staticList(api, accountId, call.params.listId)
    const source = await db.withAccount(accountId, 'read', (tx) => requireList(tx, call.params.sourceListId))
    const members = await allMembers(api, accountId, source.id, mostFrom)
    await change(api, { ...call, body: undefined }, listId, members, [])
    return { status: 204 }
  })

  on(memberships.ofRecord, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const type = objectTypeOf(await definitionsOf(tx), params.objectType)
      const id = parseId(params.recordId)
      const there = id === undefined ? new Set<number>() : await liveRecordIds(tx, type.id, [id])
      const [recordId] = there
      if (recordId === undefined)
        throw new Problem('RECORD_NOT_FOUND', `There is no record ${params.recordId.slice(0, 100)}.`)
      const results = (await listsOfRecord(tx, recordId)).map(({ listId, version, joinedAt }) => ({
        listId: String(listId),
        listVersion: version,
        isPublicList: true,
        firstAddedTimestamp: iso(joinedAt),
        lastAddedTimestamp: iso(joinedAt),
      }))
      return { status: 200, body: { total: results.length, results } }
    }),
  )
}

type Named = readonly (string | number)[]

/** Everything about the list is checked before anybody moves; then each chunk is a transaction of its own. */
async function answered(api: Api, call: WritingCall, list: string, add: Named, remove: Named) {
  const listId = await staticList(api, call.caller.accountId, list)
  const asked = { add: idsIn(add), remove: idsIn(remove) }
  const { added, removed, missing } = await change(api, call, listId, asked.add.ids, asked.remove.ids)
  return {
    status: 200,
    body: {
      recordsIdsAdded: added.map(String),
      recordIdsRemoved: removed.map(String),
      recordIdsMissing: [...asked.add.unknown, ...asked.remove.unknown, ...missing.map(String)],
    },
  }
}

function idsIn(texts: Named): { readonly ids: readonly number[]; readonly unknown: readonly string[] } {
  const ids = new Set<number>()
  const unknown: string[] = []
  for (const text of texts) {
    const id = parseId(text)
    if (id === undefined) unknown.push(String(text))
    else ids.add(id)
  }
  // In one order for everybody, so that two calls over the same records wait instead of blocking each other.
  return { ids: [...ids].sort((a, b) => a - b), unknown }
}

function staticList({ db }: Api, accountId: number, text: string): Promise<number> {
  return db.withAccount(accountId, 'read', async (tx) => {
    const list = await requireList(tx, text)
    requireStatic(list)
    return list.id
  })
}

interface Changed {
  readonly added: number[]
  readonly removed: number[]
  readonly missing: number[]
}

async function change(
  api: Api,
  call: WritingCall,
  listId: number,
  add: readonly number[],
  remove: readonly number[],
): Promise<Changed> {
  const all: Changed = { added: [], removed: [], missing: [] }
  const length = Math.max(add.length, remove.length)
  for (let from = 0; from < length; from += chunkSize) {
    const part = { add: add.slice(from, from + chunkSize), remove: remove.slice(from, from + chunkSize) }
    const changed = await changeChunk(api, partOf(call, from), listId, part)
    all.added.push(...changed.added)
    all.removed.push(...changed.removed)
    all.missing.push(...changed.missing)
    api.waker.wake(call.caller.accountId, 'interactive')
  }
  return all
}

async function changeChunk(
  { db }: Api,
  call: WritingCall,
  listId: number,
  part: { readonly add: readonly number[]; readonly remove: readonly number[] },
): Promise<Changed> {
  const answer = await writeOnce(db, call, async (tx) => {
    const meta = await datedMeta(tx, call)
    return { status: 200, body: await changeMembers(tx, await definitionsOf(tx), meta, listId, part) }
  })
  return answer.body as Changed
}

/** Ids of the members of a list in order; Problem: LIMIT_EXCEEDED when there are more than `most`. */
async function allMembers(
  { db }: Api,
  accountId: number,
  listId: number,
  most: number,
): Promise<readonly number[]> {
  const limit = 10_000
  const members: number[] = []
  for (;;) {
    const after = members.at(-1) ?? 0
    const page = await db.withAccount(accountId, 'read', (tx) => pageMembers(tx, listId, { after, limit }))
    members.push(...page)
    if (members.length > most)
      throw new Problem('LIMIT_EXCEEDED', `A list of more than ${most} members is not added at once.`)
    if (page.length < limit) return members
  }
}
