import {
  type EventType,
  type EventValues,
  Problem,
  parseId,
  toCanonical,
  toCanonicalEvent,
} from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  type EventPage,
  type EventPlace,
  type EventTypes,
  type ListedEvent,
  listEvents,
  readEventTypes,
  type Transaction,
  unitedRecordIds,
} from '@millrace/store'
import { events } from '../../contract/index.js'
import type { Call, On } from '../../register.js'
import type { Api } from '../api.js'
import { instantShape } from '../instant-shape.js'
import { findNamed, uniquePropertyOf } from '../objects/find-named.js'
import { objectTypeOf } from '../objects/object-type.js'
import { showEvent } from './show-event.js'

export function listRoutes(on: On, api: Api): void {
  on(events.list, ({ caller, query }) =>
    api.db.withAccount(caller.accountId, 'read', async (tx) => {
      const definitions = await definitionsOf(tx)
      const types = await readEventTypes(tx)
      const page = await pageOf(tx, definitions, types, query)
      const found = page === undefined ? [] : await listEvents(tx, page)
      const { shown, paging } = turned(found, query)
      const results = shown.map((event) => showEvent(definitions, types, event))
      return { status: 200, body: { results, ...(paging && { paging }) } }
    }),
  )
  on(events.listTypes, ({ caller }) =>
    api.db.withAccount(caller.accountId, 'read', async (tx) => {
      const { live } = await readEventTypes(tx)
      return { status: 200, body: { eventTypes: live.map(({ name }) => name) } }
    }),
  )
}

type Query = Call<typeof events.list>['query']

/** What is looked for; undefined when nothing can be found, for nobody has that value. */
async function pageOf(
  tx: Transaction,
  definitions: Definitions,
  types: EventTypes,
  query: Query,
): Promise<EventPage | undefined> {
  const type = query.eventType === undefined ? undefined : typeNamed(types, query.eventType)
  const recordId = await recordOf(tx, definitions, query)
  if (recordId === null) return undefined
  const recordIds = recordId === undefined ? undefined : await unitedRecordIds(tx, recordId)
  if (recordId === undefined && type === undefined && query.id === undefined) {
    throw new Problem('INVALID_QUERY', 'Name a record (objectId), an event (eventType) or ids (id).', {
      field: 'objectId',
    })
  }
  const properties = valuesOf(type, query)
  return {
    newestFirst: newestFirst(query),
    limit: query.limit,
    ...(recordIds && { recordIds }),
    ...(type && { eventTypeId: type.id }),
    ...(query.objectType !== undefined && { objectTypeId: objectTypeOf(definitions, query.objectType).id }),
    ...(query.id && { ids: query.id }),
    ...(query.occurredAfter !== undefined && { from: instantOf('occurredAfter', query.occurredAfter) }),
    ...(query.occurredBefore !== undefined && { to: instantOf('occurredBefore', query.occurredBefore) }),
    ...(properties && { properties }),
    ...placeOf(query),
  }
}

function typeNamed(types: EventTypes, name: string): EventType {
  const type = types.find(name) ?? types.withId(name)
  if (type) return type
  throw new Problem('EVENT_TYPE_NOT_FOUND', `There is no event "${name.slice(0, 100)}".`, {
    field: 'eventType',
  })
}

const byProperty = 'objectProperty.'
const withValue = 'property.'

/** The record asked for; null: nobody has the value it is named by; undefined: any. */
async function recordOf(
  tx: Transaction,
  definitions: Definitions,
  query: Query,
): Promise<number | null | undefined> {
  if (query.objectId !== undefined) return parseId(query.objectId)
  const [named] = texts(query, byProperty)
  if (!named) return undefined
  const type = objectTypeOf(definitions, query.objectType ?? 'contacts')
  const [id] = await findNamed(tx, uniquePropertyOf(definitions, type, named[0]), [named[1]])
  return id ?? null
}

function valuesOf(type: EventType | undefined, query: Query): EventValues | undefined {
  const wanted = texts(query, withValue)
  if (wanted.length === 0) return undefined
  if (type) return toCanonicalEvent(type, Object.fromEntries(wanted))
  throw new Problem('INVALID_QUERY', 'Values are looked for in events of one kind: name it as eventType.', {
    field: 'eventType',
  })
}

function texts(query: Query, prefix: string): [name: string, value: string][] {
  return Object.entries(query).flatMap(([key, value]): [string, string][] =>
    key.startsWith(prefix) && typeof value === 'string' ? [[key.slice(prefix.length), value]] : [],
  )
}

function instantOf(name: string, text: string): number {
  const result = toCanonical(instantShape(name), text)
  if (result.ok && typeof result.value === 'number') return result.value
  throw new Problem('INVALID_QUERY', `${name} is ISO 8601.`, { field: name })
}

function newestFirst({ sort: [sort = '-occurredAt'] = [] }: Query): boolean {
  if (sort === 'occurredAt' || sort === '-occurredAt') return sort === '-occurredAt'
  throw new Problem('INVALID_QUERY', 'Events are sorted by occurredAt or -occurredAt.', { field: 'sort' })
}

function placeOf({ after, before }: Query): { after?: EventPlace; before?: EventPlace } {
  if (after !== undefined && before !== undefined)
    throw new Problem('INVALID_QUERY', 'Give after or before, not both.', { field: 'before' })
  if (after !== undefined) return { after: placeIn('after', after) }
  return before === undefined ? {} : { before: placeIn('before', before) }
}

const cursorForm = /^(\d{1,15})\.(.{1,255})$/s

function placeIn(field: string, cursor: string): EventPlace {
  const [, occurredAt, id] = cursorForm.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (occurredAt !== undefined && id !== undefined && !id.includes('\0'))
    return { occurredAt: Number(occurredAt), id }
  throw new Problem('INVALID_QUERY', 'This is not a cursor of ours: pass it on unchanged.', { field })
}

function cursorOf({ occurredAt, id }: EventPlace): string {
  return Buffer.from(`${occurredAt}.${id}`, 'utf8').toString('base64url')
}

/** The page, and where the ones beside it begin (api.md 2.3); one event more than asked for tells that there is more. */
function turned(found: readonly ListedEvent[], { after, before, limit }: Query) {
  const more = found.length > limit
  const shown = before === undefined ? found.slice(0, limit) : found.slice(-limit)
  const [first] = shown
  const last = shown.at(-1)
  const next = last && (before !== undefined || more) ? { next: { after: cursorOf(last) } } : {}
  const prev =
    first && (after !== undefined || (before !== undefined && more))
      ? { prev: { before: cursorOf(first) } }
      : {}
  const paging = { ...next, ...prev }
  return { shown, paging: Object.keys(paging).length === 0 ? undefined : paging }
}
