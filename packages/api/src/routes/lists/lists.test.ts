// Lists through the API (api.md 3.1), with a worker's turns taken by hand.
import { buildList, buildSnapshot, evaluate } from '@millrace/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Tenant, type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

interface Wire {
  readonly listId: string
  readonly size: number
  readonly processingStatus: string
  readonly name: string
}
type Members = {
  readonly total: number
  readonly results: readonly { readonly recordId: string }[]
  readonly paging?: { readonly next?: { after: string }; readonly prev?: { before: string } }
}

const path = '/crm/v3/lists'
const livesIn = (city: string) => ({
  filterBranchType: 'OR',
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranches: [],
      filters: [
        {
          filterType: 'PROPERTY',
          property: 'city',
          operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: [city] },
        },
      ],
    },
  ],
  filters: [],
})
const memberOf = (listId: string) => ({
  filterBranchType: 'OR',
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranches: [],
      filters: [{ filterType: 'IN_LIST', operator: 'IN_LIST', listId }],
    },
  ],
  filters: [],
})

let made = 0
async function aList(tenant: Tenant, more: object = { processingType: 'MANUAL' }): Promise<string> {
  const { status, body } = await tenant.call<{ list: Wire }>('POST', path, {
    name: `List ${++made}`,
    objectTypeId: '0-1',
    ...more,
  })
  expect([status, body]).toEqual([200, expect.anything()])
  return body.list.listId
}

async function people(tenant: Tenant, ...cities: readonly string[]): Promise<string[]> {
  const inputs = cities.map((city) => ({ properties: { city } }))
  const { body } = await tenant.call<{ results: { id: string }[] }>(
    'POST',
    '/crm/v3/objects/contacts/batch/create',
    {
      inputs,
    },
  )
  return body.results.map(({ id }) => id)
}

async function listOf(tenant: Tenant, id: string): Promise<Wire> {
  return (await tenant.call<{ list: Wire }>('GET', `${path}/${id}`)).body.list
}

async function membersOf(tenant: Tenant, id: string, tail = ''): Promise<string[]> {
  const { body } = await tenant.call<Members>('GET', `${path}/${id}/memberships${tail}`)
  return body.results.map(({ recordId }) => recordId)
}

async function worked({ accountId }: Tenant): Promise<void> {
  const waker = { wake() {}, async close() {} }
  const engine = { db: server.db, waker, workerId: '00000000-0000-4000-8000-000000000001', slot: 0 }
  for (let quiet = 0; quiet < 2; ) {
    const turns = [
      await buildList(engine, accountId),
      await buildSnapshot(engine, accountId),
      await evaluate(engine, accountId, 'interactive'),
      await evaluate(engine, accountId, 'bulk'),
    ]
    quiet = turns.every(({ claimed }) => claimed === 0) ? quiet + 1 : 0
  }
}

test('an active list finds who is there, follows every change, and can be given other criteria', async () => {
  const { a } = server
  const [ada = '', bob = ''] = await people(a, 'London', 'Paris')
  const id = await aList(a, { processingType: 'DYNAMIC', filterBranch: livesIn('London') })
  expect(await listOf(a, id)).toMatchObject({ processingStatus: 'PROCESSING', size: 0 })
  await worked(a)
  expect(await listOf(a, id)).toMatchObject({ processingStatus: 'COMPLETE', size: 1 })
  await a.call('PATCH', `/crm/v3/objects/contacts/${bob}`, { properties: { city: 'London' } })
  await a.call('PATCH', `/crm/v3/objects/contacts/${ada}`, { properties: { city: 'Rome' } })
  await worked(a)
  expect(await membersOf(a, id)).toEqual([bob])
  const changed = await a.call('PUT', `${path}/${id}/update-list-filters`, { filterBranch: livesIn('Rome') })
  expect(changed.body).toMatchObject({ updatedList: { filterBranch: livesIn('Rome'), listVersion: 2 } })
  await worked(a)
  expect(await membersOf(a, id)).toEqual([ada])
  await a.call('DELETE', `/crm/v3/objects/contacts/${ada}`)
  expect(await listOf(a, id)).toMatchObject({ size: 0 })
})

test('a snapshot keeps who met the filter when it was made, and then takes changes by hand', async () => {
  const { a } = server
  const [ada = '', bob = ''] = await people(a, 'Oslo', 'Bergen')
  const id = await aList(a, { processingType: 'SNAPSHOT', filterBranch: livesIn('Oslo') })
  expect((await a.call('PUT', `${path}/${id}/memberships/add`, [bob])).body).toMatchObject({
    subCategory: 'LIST_NOT_STATIC',
  })
  await worked(a)
  await a.call('PATCH', `/crm/v3/objects/contacts/${ada}`, { properties: { city: 'Bergen' } })
  await worked(a)
  expect(await membersOf(a, id)).toEqual([ada])
  await a.call('PUT', `${path}/${id}/memberships/add`, [bob])
  expect(await listOf(a, id)).toMatchObject({ size: 2, processingStatus: 'COMPLETE' })
})

test('members of a static list come and go by hand, each answer says who did', async () => {
  const { a } = server
  const [ada = '', bob = '', cyd = ''] = await people(a, 'x', 'y', 'z')
  const id = await aList(a)
  const add = await a.call('PUT', `${path}/${id}/memberships/add`, [bob, ada, bob, '999999', 'no id'])
  expect(add.body).toEqual({
    recordsIdsAdded: [ada, bob],
    recordIdsRemoved: [],
    recordIdsMissing: ['no id', '999999'],
  })
  const both = await a.call('PUT', `${path}/${id}/memberships/add-and-remove`, {
    recordIdsToAdd: [cyd, ada],
    recordIdsToRemove: [ada, bob],
  })
  expect(both.body).toEqual({ recordsIdsAdded: [cyd], recordIdsRemoved: [bob], recordIdsMissing: [] })
  expect(await listOf(a, id)).toMatchObject({ size: 2 })
  const other = await aList(a)
  expect((await a.call('PUT', `${path}/${other}/memberships/add-from/${id}`)).status).toBe(204)
  expect(await membersOf(a, other)).toEqual([ada, cyd])
  const ofAda = await a.call<{ results: { listId: string }[] }>(
    'GET',
    `${path}/records/0-1/${ada}/memberships`,
  )
  expect(ofAda.body.results.map(({ listId }) => listId)).toEqual([id, other])
  const remove = await a.call('PUT', `${path}/${id}/memberships/remove`, [cyd, bob])
  expect(remove.body).toMatchObject({ recordIdsRemoved: [cyd] })
  expect((await a.call('DELETE', `${path}/${other}/memberships`)).status).toBe(204)
  expect([(await listOf(a, id)).size, (await listOf(a, other)).size]).toEqual([1, 0])
})

test.each(['', '/join-order'])('pages of members%s go forwards and back', async (tail) => {
  const { a } = server
  const ids = await people(a, ...Array.from({ length: 7 }, () => 'Page'))
  const id = await aList(a)
  for (const one of [ids.slice(3), ids.slice(0, 3)]) await a.call('PUT', `${path}/${id}/memberships/add`, one)
  const wanted = tail === '' ? ids : [...ids.slice(3), ...ids.slice(0, 3)]
  const page = async (query: string) => {
    const { body } = await a.call<Members>('GET', `${path}/${id}/memberships${tail}?limit=3${query}`)
    return { ids: body.results.map(({ recordId }) => recordId), total: body.total, ...body.paging }
  }
  const first = await page('')
  expect(first).toMatchObject({ ids: wanted.slice(0, 3), total: 7 })
  expect(first).not.toHaveProperty('prev')
  const second = await page(`&after=${first.next?.after}`)
  const third = await page(`&after=${second.next?.after}`)
  expect([second.ids, third.ids]).toEqual([wanted.slice(3, 6), wanted.slice(6)])
  expect(third).not.toHaveProperty('next')
  const back = await page(`&before=${third.prev?.before}`)
  expect(back.ids).toEqual(wanted.slice(3, 6))
  const front = await page(`&before=${back.prev?.before}`)
  expect(front.ids).toEqual(wanted.slice(0, 3))
  expect(front).not.toHaveProperty('prev')
  expect((await a.call('GET', `${path}/${id}/memberships${tail}?after=x`)).status).toBe(400)
})

test('lists are found by id, by name and by search; names are unique', async () => {
  const { a } = server
  const [one, two] = [
    await aList(a, { name: 'Zebra one', processingType: 'MANUAL' }),
    await aList(a, { name: 'Zebra two', processingType: 'MANUAL' }),
  ]
  const byIds = await a.call<{ lists: Wire[] }>('GET', `${path}?listIds=${one},${two}&listIds=999999`)
  expect(byIds.body.lists.map(({ listId }) => listId)).toEqual([one, two])
  const byName = await a.call(
    'GET',
    `${path}/object-type-id/contacts/name/${encodeURIComponent('zebra ONE')}`,
  )
  expect(byName.body).toMatchObject({ list: { listId: one } })
  const search = await a.call('POST', `${path}/search`, {
    query: 'zebra',
    count: 1,
    sort: '-HS_LIST_NAME',
    additionalProperties: ['hs_list_size'],
  })
  expect(search.body).toMatchObject({
    lists: [{ listId: two, additionalProperties: { hs_list_size: '0' } }],
    offset: 1,
    hasMore: true,
    total: 2,
  })
  const taken = await a.call('PUT', `${path}/${two}/update-list-name?listName=Zebra%20one`)
  expect([taken.status, taken.body]).toMatchObject([409, { subCategory: 'LIST_EXISTS' }])
  const renamed = await a.call('PUT', `${path}/${two}/update-list-name?listName=Okapi`)
  expect(renamed.body).toMatchObject({ updatedList: { name: 'Okapi' } })
  expect(
    (await a.call('POST', path, { name: 'okapi', objectTypeId: '0-2', processingType: 'MANUAL' })).status,
  ).toBe(409)
})

test('E-LIB-22 a list that an active list asks for stays; circles are refused; deleted lists come back', async () => {
  const { a } = server
  const [ada = ''] = await people(a, 'Cusco')
  const base = await aList(a, { processingType: 'DYNAMIC', filterBranch: livesIn('Cusco') })
  const nested = await aList(a, { processingType: 'DYNAMIC', filterBranch: memberOf(base) })
  await worked(a)
  expect(await membersOf(a, nested)).toEqual([ada])
  const refused = await a.call('DELETE', `${path}/${base}`)
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { subCategory: 'LIST_IN_USE', context: { listId: [nested] } },
  ])
  expect((await a.call('GET', `/millrace/v1/lists/${base}/uses`)).body).toEqual({
    workflows: [],
    lists: [{ listId: nested }],
  })
  for (const filterBranch of [memberOf(nested), memberOf(base)]) {
    const circle = await a.call('PUT', `${path}/${base}/update-list-filters`, { filterBranch })
    expect([circle.status, circle.body]).toMatchObject([400, { subCategory: 'LIST_CYCLE' }])
  }
  expect((await a.call('DELETE', `${path}/${nested}`)).status).toBe(204)
  expect((await a.call('DELETE', `${path}/${nested}`)).status).toBe(204)
  expect((await a.call('GET', `${path}/${nested}`)).status).toBe(404)
  await a.call('PATCH', `/crm/v3/objects/contacts/${ada}`, { properties: { city: 'Lima' } })
  await worked(a)
  expect((await a.call('PUT', `${path}/${nested}/restore`)).status).toBe(204)
  await worked(a)
  expect(await listOf(a, nested)).toMatchObject({ size: 0 })
})

test('what cannot be a list is refused and nothing is stored', async () => {
  const { a } = server
  const refusals: [object, string][] = [
    [{ name: 'No filter', processingType: 'DYNAMIC' }, 'FILTER_INVALID'],
    [{ name: 'Filter', processingType: 'MANUAL', filterBranch: livesIn('x') }, 'FILTER_INVALID'],
    [{ name: 'Nothing', processingType: 'DYNAMIC', filterBranch: memberOf('999999') }, 'LIST_NOT_FOUND'],
    [{ name: 'Type', processingType: 'MANUAL', objectTypeId: '9-9' }, 'OBJECT_TYPE_NOT_FOUND'],
    [{ name: ' ', processingType: 'MANUAL' }, 'INVALID_BODY'],
    [{ name: 'Folder', processingType: 'MANUAL', listFolderId: 7 }, 'INVALID_BODY'],
  ]
  const count = async () => (await a.call<{ total: number }>('POST', `${path}/search`, {})).body.total
  const before = await count()
  for (const [body, subCategory] of refusals) {
    const answer = await a.call('POST', path, { objectTypeId: '0-1', ...body })
    expect(answer.body).toMatchObject({ subCategory })
  }
  expect(await count()).toBe(before)
})

test('folders stand in folders, hold lists, and go when they are empty', async () => {
  const { a, b } = server
  const folder = async (name: string, parentFolderId?: string) =>
    (
      await a.call<{ folder: { id: number } }>('POST', `${path}/folders`, {
        name,
        ...(parentFolderId && { parentFolderId }),
      })
    ).body.folder.id
  const outer = await folder('Outer')
  const inner = await folder('Inner', String(outer))
  const id = await aList(a)
  expect(
    (await a.call('PUT', `${path}/folders/move-list`, { listId: id, newFolderId: String(inner) })).status,
  ).toBe(204)
  const read = await a.call('GET', `${path}/folders?folderId=${outer}`)
  expect(read.body).toMatchObject({
    folder: { name: 'Outer', childNodes: [{ name: 'Inner', childLists: [Number(id)] }] },
  })
  expect((await a.call('PUT', `${path}/folders/${outer}/move/${inner}`)).status).toBe(400)
  expect((await a.call('DELETE', `${path}/folders/${inner}`)).status).toBe(400)
  expect((await b.call('GET', `${path}/folders?folderId=${outer}`)).status).toBe(404)
  expect((await a.call('PUT', `${path}/folders/${inner}/move/0`)).body).toMatchObject({
    folder: { parentFolderId: 0 },
  })
  expect((await a.call('PUT', `${path}/folders/${inner}/rename?newFolderName=New`)).body).toMatchObject({
    folder: { name: 'New' },
  })
  await a.call('PUT', `${path}/folders/move-list`, { listId: id, newFolderId: '0' })
  expect((await a.call('DELETE', `${path}/folders/${inner}`)).status).toBe(204)
  expect((await a.call('GET', `${path}/folders`)).body).toMatchObject({
    folder: { id: 0, childNodes: [{ name: 'Outer' }] },
  })
})

test('nobody sees or changes a list of another account', async () => {
  const { a, b } = server
  const [ada = ''] = await people(a, 'Canary')
  const [bob = ''] = await people(b, 'Canary')
  const canary = await aList(a, { name: 'Canary', processingType: 'MANUAL' })
  const mine = await aList(b, { name: 'Canary', processingType: 'MANUAL' })
  await a.call('PUT', `${path}/${canary}/memberships/add`, [ada])
  const attempts: [string, string, unknown?][] = [
    ['GET', `${path}/${canary}`],
    ['DELETE', `${path}/${canary}`],
    ['PUT', `${path}/${canary}/restore`],
    ['PUT', `${path}/${canary}/update-list-name?listName=Mine`],
    ['PUT', `${path}/${canary}/update-list-filters`, { filterBranch: livesIn('x') }],
    ['GET', `${path}/${canary}/memberships`],
    ['GET', `${path}/${canary}/memberships/join-order`],
    ['DELETE', `${path}/${canary}/memberships`],
    ['PUT', `${path}/${canary}/memberships/add`, [bob]],
    ['PUT', `${path}/${mine}/memberships/add-from/${canary}`],
    ['GET', `${path}/records/0-1/${ada}/memberships`],
    ['GET', `/millrace/v1/lists/${canary}/uses`],
    [
      'PUT',
      `${path}/${canary}/schedule-conversion`,
      { conversionType: 'CONVERSION_DATE', year: 2030, month: 1, day: 1 },
    ],
    [
      'POST',
      path,
      { name: 'Reads', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch: memberOf(canary) },
    ],
  ]
  for (const [method, url, body] of attempts)
    expect([url, (await b.call(method, url, body)).status]).toEqual([url, 404])
  const add = await b.call('PUT', `${path}/${mine}/memberships/add`, [ada])
  expect(add.body).toMatchObject({ recordsIdsAdded: [], recordIdsMissing: [ada] })
  expect((await b.call('GET', `${path}?listIds=${canary}`)).body).toEqual({ lists: [] })
  expect((await b.call('POST', `${path}/search`, {})).body).toMatchObject({ total: 1 })
  expect(await listOf(a, canary)).toMatchObject({ name: 'Canary', size: 1 })
  expect((await listOf(b, mine)).size).toBe(0)
})

test('W-PUB-4 W-PUB-6 who meets the criteria of a workflow now is saved as a list, exactly', async () => {
  const { a, b } = server
  const [ada = '', bob = ''] = await people(a, 'Quito', 'Quito', 'Lima')
  const flow = {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    name: 'From Quito',
    isEnabled: false,
    startActionId: '1',
    nextAvailableActionId: '2',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-1',
        actionTypeVersion: 0,
        fields: { delta: '1', time_unit: 'HOURS' },
      },
    ],
    timeWindows: [],
    blockedDates: [],
    customProperties: {},
    suppressionListIds: [],
    canEnrollFromSalesforce: false,
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: false,
      listFilterBranch: livesIn('Quito'),
      reEnrollmentTriggersFilterBranches: [],
    },
  }
  const { body } = await a.call<{ id: string }>('POST', '/automation/v4/flows', flow)
  const saved = await a.call<{ list: Wire }>('POST', `/millrace/v1/workflows/${body.id}/matching-list`, {
    name: 'Quiteños',
  })
  expect([saved.status, saved.body]).toMatchObject([
    201,
    { list: { name: 'Quiteños', size: 2, processingType: 'SNAPSHOT', processingStatus: 'COMPLETE' } },
  ])
  expect(await membersOf(a, saved.body.list.listId)).toEqual([ada, bob])
  expect((await b.call('POST', `/millrace/v1/workflows/${body.id}/matching-list`)).status).toBe(404)
  const key = { 'Idempotency-Key': 'matching' }
  const again = () =>
    a.call<{ list: Wire }>('POST', `/millrace/v1/workflows/${body.id}/matching-list`, {}, key)
  expect((await again()).body.list.listId).toBe((await again()).body.list.listId)
  const manual = { ...flow, enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false } }
  const other = await a.call<{ id: string }>('POST', '/automation/v4/flows', manual)
  expect((await a.call('POST', `/millrace/v1/workflows/${other.body.id}/matching-list`)).status).toBe(422)
})
