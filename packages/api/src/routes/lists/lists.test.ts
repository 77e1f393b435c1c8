// Lists through the API (api.md 3.1).
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aList,
  type ListOnTheWire,
  listOf,
  livesIn,
  memberOf,
  membersOf,
  path,
  people,
  worked,
} from '../../testing/a-list.js'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

test('lists are found by id, by name and by search; names are unique', async () => {
  const { a } = server
  const [one, two] = [
    await aList(a, { name: 'Zebra one', processingType: 'MANUAL' }),
    await aList(a, { name: 'Zebra two', processingType: 'MANUAL' }),
  ]
  const byIds = await a.call<{ lists: ListOnTheWire[] }>(
    'GET',
    `${path}?listIds=${one},${two}&listIds=999999`,
  )
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
  await worked(server, a)
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
  await worked(server, a)
  expect((await a.call('PUT', `${path}/${nested}/restore`)).status).toBe(204)
  await worked(server, a)
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
  const canary = await aList(a, { name: 'Canary', processingType: 'MANUAL' })
  await aList(b, { name: 'Canary', processingType: 'MANUAL' })
  await a.call('PUT', `${path}/${canary}/memberships/add`, [ada])
  const attempts: [string, string, unknown?][] = [
    ['GET', `${path}/${canary}`],
    ['DELETE', `${path}/${canary}`],
    ['PUT', `${path}/${canary}/restore`],
    ['PUT', `${path}/${canary}/update-list-name?listName=Mine`],
    ['PUT', `${path}/${canary}/update-list-filters`, { filterBranch: livesIn('x') }],
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
  expect((await b.call('GET', `${path}?listIds=${canary}`)).body).toEqual({ lists: [] })
  expect((await b.call('POST', `${path}/search`, {})).body).toMatchObject({ total: 1 })
  expect(await listOf(a, canary)).toMatchObject({ name: 'Canary', size: 1 })
})
