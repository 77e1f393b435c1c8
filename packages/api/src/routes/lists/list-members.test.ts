// Who is in a list, and how members come and go (api.md 3.1).
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aList,
  listOf,
  livesIn,
  type MembersOnTheWire,
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

test('an active list finds who is there, follows every change, and can be given other criteria', async () => {
  const { a } = server
  const [ada = '', bob = ''] = await people(a, 'London', 'Paris')
  const id = await aList(a, { processingType: 'DYNAMIC', filterBranch: livesIn('London') })
  expect(await listOf(a, id)).toMatchObject({ processingStatus: 'PROCESSING', size: 0 })
  await worked(server, a)
  expect(await listOf(a, id)).toMatchObject({ processingStatus: 'COMPLETE', size: 1 })
  await a.call('PATCH', `/crm/v3/objects/contacts/${bob}`, { properties: { city: 'London' } })
  await a.call('PATCH', `/crm/v3/objects/contacts/${ada}`, { properties: { city: 'Rome' } })
  await worked(server, a)
  expect(await membersOf(a, id)).toEqual([bob])
  const changed = await a.call('PUT', `${path}/${id}/update-list-filters`, { filterBranch: livesIn('Rome') })
  expect(changed.body).toMatchObject({ updatedList: { filterBranch: livesIn('Rome'), listVersion: 2 } })
  await worked(server, a)
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
  await worked(server, a)
  await a.call('PATCH', `/crm/v3/objects/contacts/${ada}`, { properties: { city: 'Bergen' } })
  await worked(server, a)
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
    const { body } = await a.call<MembersOnTheWire>('GET', `${path}/${id}/memberships${tail}?limit=3${query}`)
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

test('nobody sees or changes the members of a list of another account', async () => {
  const { a, b } = server
  const [ada = ''] = await people(a, 'Canary')
  const [bob = ''] = await people(b, 'Canary')
  const [canary, mine] = [await aList(a), await aList(b)]
  await a.call('PUT', `${path}/${canary}/memberships/add`, [ada])
  const attempts: [string, string, unknown?][] = [
    ['GET', `${path}/${canary}/memberships`],
    ['GET', `${path}/${canary}/memberships/join-order`],
    ['DELETE', `${path}/${canary}/memberships`],
    ['PUT', `${path}/${canary}/memberships/add`, [bob]],
    ['PUT', `${path}/${mine}/memberships/add-from/${canary}`],
    ['GET', `${path}/records/0-1/${ada}/memberships`],
  ]
  for (const [method, url, body] of attempts)
    expect([url, (await b.call(method, url, body)).status]).toEqual([url, 404])
  const add = await b.call('PUT', `${path}/${mine}/memberships/add`, [ada])
  expect(add.body).toMatchObject({ recordsIdsAdded: [], recordIdsMissing: [ada] })
  expect([await membersOf(a, canary), (await listOf(b, mine)).size]).toEqual([[ada], 0])
})
