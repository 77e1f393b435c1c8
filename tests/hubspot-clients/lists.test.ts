// Lists through HubSpot's own client: every call of listsApi, membershipsApi and foldersApi.
import type { Client } from '@hubspot/api-client'
import { buildList, buildSnapshot, type Engine, evaluate } from '@millrace/engine'
import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

/** What a worker would do, until there is nothing left. */
async function work(): Promise<void> {
  const waker = { wake() {}, async close() {} }
  const engine: Engine = { db: server.db, waker, workerId: crypto.randomUUID(), slot: 0 }
  const { accountId } = server.a
  for (let claimed = 1; claimed > 0; ) {
    const turns = [
      await evaluate(engine, accountId, 'interactive'),
      await evaluate(engine, accountId, 'bulk'),
      await buildList(engine, accountId),
      await buildSnapshot(engine, accountId),
    ]
    claimed = turns.reduce((all, turn) => all + turn.claimed, 0)
  }
}

/** Criteria as the client's classes want them: each with its discriminators. */
const livesIn = (city: string) =>
  ({
    filterBranchType: 'OR',
    filterBranchOperator: 'OR',
    filterBranches: [
      {
        filterBranchType: 'AND',
        filterBranchOperator: 'AND',
        filterBranches: [],
        filters: [
          {
            filterType: 'PROPERTY',
            property: 'city',
            operation: {
              operationType: 'MULTISTRING',
              operator: 'IS_EQUAL_TO',
              includeObjectsWithNoValueSet: false,
              values: [city],
            },
          },
        ],
      },
    ],
    filters: [],
  }) as never

const lists = (client: Client) => client.crm.lists.listsApi
const memberships = (client: Client) => client.crm.lists.membershipsApi

async function person(client: Client, city: string): Promise<string> {
  return (await client.crm.contacts.basicApi.create({ properties: { city }, associations: [] })).id
}

let made = 0
async function aList(processingType: string, more: object = {}): Promise<string> {
  const name = `List ${++made}`
  return (await lists(hub).create({ name, objectTypeId: '0-1', processingType, ...more })).list.listId
}

test.each<[written: string, property: string, operation: object, read: string]>([
  ['alltypes', 'city', { operator: 'IS_KNOWN' }, 'ALL_PROPERTY'],
  ['string', 'city', { operator: 'CONTAINS', value: 'on' }, 'STRING'],
  ['multistring', 'city', { operator: 'IS_EQUAL_TO', values: ['London'] }, 'MULTISTRING'],
  ['number', 'hubspotscore', { operator: 'IS_GREATER_THAN', value: 5 }, 'NUMBER'],
  [
    'number-ranged',
    'hubspotscore',
    { operator: 'IS_BETWEEN', lowerBound: 1, upperBound: 2 },
    'NUMBER_RANGED',
  ],
  ['bool', 'hs_email_optout', { operator: 'IS_EQUAL_TO', value: true }, 'BOOL'],
  ['enumeration', 'lifecyclestage', { operator: 'IS_ANY_OF', values: ['lead'] }, 'ENUMERATION'],
  ['datetime', 'createdate', { operator: 'IS_AFTER_DATE', timestamp: 1_767_225_600_000 }, 'DATETIME'],
  [
    'datetime-ranged',
    'createdate',
    { operator: 'IS_BETWEEN', lowerBoundTimestamp: 0, upperBoundTimestamp: 1_767_225_600_000 },
    'RANGED_DATE',
  ],
  [
    'datetime-rolling',
    'createdate',
    { operator: 'IS_LESS_THAN_X_DAYS_AGO', numberOfDays: 3 },
    'ROLLING_DATE_RANGE',
  ],
  [
    'rolling-property-updated',
    'city',
    { operator: 'UPDATED_IN_LAST_X_DAYS', numberOfDays: 3 },
    'ROLLING_PROPERTY_UPDATED',
  ],
])(
  'api.md 5.3 criteria written as %s are read by the client, which knows them in upper case only',
  async (written, property, operation, read) => {
    const response = await hub.apiRequest({
      method: 'POST',
      path: '/crm/v3/lists',
      body: {
        name: `Written as ${written}`,
        objectTypeId: '0-1',
        processingType: 'DYNAMIC',
        filterBranch: {
          filterBranchType: 'or',
          filterBranches: [
            {
              filterBranchType: 'and',
              filters: [
                { filterType: 'property', property, operation: { ...operation, operationType: written } },
              ],
            },
          ],
        },
      },
    })
    const made = (await response.json()) as { list: { listId: string } }
    const { list } = await lists(hub).getById(made.list.listId, true)
    expect(list.filterBranch).toMatchObject({
      filterBranchType: 'OR',
      filterBranches: [
        {
          filterBranchType: 'AND',
          filters: [{ filterType: 'PROPERTY', property, operation: { operationType: read } }],
        },
      ],
    })
    await lists(hub).updateListFilters(made.list.listId, { filterBranch: list.filterBranch as never })
    await lists(hub).remove(made.list.listId)
  },
)

test('api.md 3.1 an active list is made, read, searched, renamed, refiltered, deleted and restored', async () => {
  const [ada, bob] = [await person(hub, 'London'), await person(hub, 'Paris')]
  const { list } = await lists(hub).create({
    name: 'Londoners',
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch: livesIn('London'),
  })
  await work()
  const read = (await lists(hub).getById(list.listId, true)).list
  expect(read).toMatchObject({
    size: 1,
    processingType: 'DYNAMIC',
    processingStatus: 'COMPLETE',
    filterBranch: livesIn('London'),
    createdAt: expect.any(Date),
  })
  expect((await lists(hub).getById(list.listId)).list.filterBranch).toBeUndefined()
  expect((await lists(hub).getAll([list.listId, '999999'], false)).lists).toMatchObject([
    { listId: list.listId },
  ])
  expect((await lists(hub).getByName('Londoners', '0-1')).list.listId).toBe(list.listId)
  const found = await lists(hub).doSearch({
    query: 'LONDON',
    count: 10,
    offset: 0,
    additionalProperties: ['hs_list_size'],
  })
  expect(found).toMatchObject({ total: 1, hasMore: false, offset: 1 })
  expect(found.lists[0]?.additionalProperties).toEqual({ hs_list_size: '1' })
  expect((await lists(hub).updateName(list.listId, 'Parisians', true)).updatedList?.name).toBe('Parisians')
  const changed = await lists(hub).updateListFilters(list.listId, { filterBranch: livesIn('Paris') })
  expect(changed.updatedList).toMatchObject({ listVersion: 3, filterBranch: livesIn('Paris') })
  await work()
  const page = await memberships(hub).getPage(list.listId)
  expect(page.results).toEqual([{ recordId: bob, membershipTimestamp: expect.any(Date) }])
  expect(page.paging).toBeUndefined()
  await lists(hub).remove(list.listId)
  expect((await refusal(lists(hub).getById(list.listId))).code).toBe(404)
  await lists(hub).restore(list.listId)
  await work()
  expect((await memberships(hub).getLists('0-1', bob)).results).toMatchObject([
    { listId: list.listId, listVersion: 4 },
  ])
  expect((await memberships(hub).getLists('0-1', ada)).results).toEqual([])
})

test('api.md 3.1 members of a static list are added, removed, copied, paged and cleared', async () => {
  const ids = [await person(hub, 'a'), await person(hub, 'b'), await person(hub, 'c')]
  const [ada = '', bob = '', cyd = ''] = ids
  const id = await aList('MANUAL')
  const added = await memberships(hub).add(id, [...ids, '999999'])
  expect(added).toEqual({ recordsIdsAdded: ids, recordIdsRemoved: [], recordIdsMissing: ['999999'] })
  expect((await memberships(hub).remove(id, [cyd])).recordIdsRemoved).toEqual([cyd])
  const both = await memberships(hub).addAndRemove(id, { recordIdsToAdd: [cyd], recordIdsToRemove: [ada] })
  expect(both).toMatchObject({ recordsIdsAdded: [cyd], recordIdsRemoved: [ada] })
  const copy = await aList('MANUAL')
  await memberships(hub).addAllFromList(copy, id)
  const first = await memberships(hub).getPage(copy, undefined, undefined, 1)
  expect(first.results.map(({ recordId }) => recordId)).toEqual([bob])
  const last = await memberships(hub).getPage(copy, first.paging?.next?.after, undefined, 1)
  expect(last.results.map(({ recordId }) => recordId)).toEqual([cyd])
  expect(last.paging?.next).toBeUndefined()
  const back = await memberships(hub).getPage(copy, undefined, last.paging?.prev?.before, 1)
  expect(back.results).toEqual(first.results)
  await memberships(hub).add(copy, [ada])
  const ordered = await memberships(hub).getPageOrderedByAddedToListDate(copy)
  expect(ordered.results.map(({ recordId }) => recordId)).toEqual([bob, cyd, ada])
  await memberships(hub).removeAll(copy)
  expect((await lists(hub).getById(copy)).list.size).toBe(0)
  const active = await aList('DYNAMIC', { filterBranch: livesIn('a') })
  expect((await refusal(memberships(hub).add(active, [ada]))).code).toBe(400)
})

test('api.md 3.1 a snapshot holds who met its filter when it was made', async () => {
  const ada = await person(hub, 'Snap')
  const id = await aList('SNAPSHOT', { filterBranch: livesIn('Snap') })
  await work()
  await person(hub, 'Snap')
  await work()
  const page = await memberships(hub).getPage(id)
  expect(page.results.map(({ recordId }) => recordId)).toEqual([ada])
})

test('api.md 3.2 conversions are planned, read and cancelled', async () => {
  const id = await aList('DYNAMIC', { filterBranch: livesIn('Nowhere') })
  const time = { conversionType: 'CONVERSION_DATE', year: 2999, month: 12, day: 24 } as const
  const planned = await lists(hub).scheduleOrUpdateConversion(id, time as never)
  expect(planned).toMatchObject({ listId: id, requestedConversionTime: time })
  const quiet = { conversionType: 'INACTIVITY', timeUnit: 'WEEK', offset: 2 } as const
  await lists(hub).scheduleOrUpdateConversion(id, quiet as never)
  expect((await lists(hub).getConversionDetails(id)).requestedConversionTime).toMatchObject(quiet)
  await lists(hub).cancelConversion(id)
  expect((await lists(hub).getConversionDetails(id)).requestedConversionTime).toBeUndefined()
})

test('api.md 3.2 folders hold lists and folders', async () => {
  const { foldersApi } = hub.crm.lists
  const outer = (await foldersApi.create({ name: 'Outer' })).folder
  const inner = (await foldersApi.create({ name: 'Inner', parentFolderId: String(outer.id) })).folder
  const id = await aList('MANUAL', { listFolderId: outer.id })
  await foldersApi.moveList({ listId: id, newFolderId: String(inner.id) })
  const tree = (await foldersApi.getAll(String(outer.id))).folder
  expect(tree.childNodes).toMatchObject([{ name: 'Inner', childLists: [Number(id)] }])
  expect((await foldersApi.rename(String(inner.id), 'Renamed')).folder.name).toBe('Renamed')
  expect((await foldersApi.move(String(inner.id), '0')).folder.parentFolderId).toBe(0)
  await foldersApi.remove(String(outer.id))
  expect((await foldersApi.getAll()).folder.childNodes).toMatchObject([{ name: 'Renamed' }])
})

test('api.md 1 the dated paths serve the same lists', async () => {
  const id = await aList('MANUAL')
  const answer = await hub.apiRequest({ method: 'GET', path: `/crm/lists/2026-03/${id}` })
  expect(await answer.json()).toMatchObject({ list: { listId: id } })
  const page = await hub.apiRequest({
    method: 'GET',
    path: `/crm/lists/2026-03/${id}/memberships/join-order`,
  })
  expect(await page.json()).toMatchObject({ results: [] })
})

test('another account sees and changes nothing', async () => {
  const [ada, canary] = [await person(hub, 'Canary'), await aList('MANUAL', { name: 'Canary' })]
  await memberships(hub).add(canary, [ada])
  const calls = [
    () => lists(other).getById(canary),
    () => lists(other).remove(canary),
    () => lists(other).restore(canary),
    () => lists(other).updateName(canary, 'Mine'),
    () => memberships(other).getPage(canary),
    () => memberships(other).removeAll(canary),
    () => memberships(other).add(canary, [ada]),
    () => memberships(other).getLists('0-1', ada),
  ]
  for (const call of calls) expect((await refusal(call())).code).toBe(404)
  expect((await lists(other).doSearch({})).total).toBe(0)
  expect((await lists(hub).getById(canary)).list).toMatchObject({ size: 1 })
})
