import { audit } from '@millrace/engine'
import { definitionsOf, restoreRecord } from '@millrace/store'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aList, livesIn, membersOf, worked } from '../../testing/a-list.js'
import { aManualFlow } from '../../testing/a-manual-flow.js'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const contacts = '/crm/v3/objects/contacts'
const restoration = (id: string, type = 'contacts') => `/millrace/v1/objects/${type}/${id}/restoration`

async function made(properties: Readonly<Record<string, string>>): Promise<string> {
  const { status, body } = await server.a.call('POST', contacts, { properties })
  expect(status).toBe(201)
  return String(body.id)
}

async function deleted(properties: Readonly<Record<string, string>>): Promise<string> {
  const id = await made(properties)
  await server.a.call('DELETE', `${contacts}/${id}`)
  return id
}

test('A-MNG-2 a deleted record is restored: by its id and its unique value, with values, history and associations', async () => {
  const id = await made({ email: 'back@example.test', firstname: 'Ada' })
  const company = await server.a.call('POST', '/crm/v3/objects/companies', {
    properties: { name: 'Engines' },
  })
  const path = `/crm/v4/objects/contacts/${id}/associations`
  await server.a.call('PUT', `${path}/default/companies/${company.body.id}`)
  await server.a.call('DELETE', `${contacts}/${id}`)
  expect((await server.a.call('GET', `${contacts}/${id}`)).status).toBe(404)

  const { status, body } = await server.a.call('POST', restoration(id))
  expect([status, body]).toMatchObject([
    200,
    { id, archived: false, properties: { email: 'back@example.test', firstname: 'Ada' } },
  ])
  expect(server.wakes.at(-1)).toEqual([server.a.accountId, 'interactive'])
  const found = await server.a.call(
    'GET',
    `${contacts}/back%40example.test?idProperty=email&propertiesWithHistory=firstname&associations=companies`,
  )
  expect(found.body).toMatchObject({
    id,
    propertiesWithHistory: { firstname: [{ value: 'Ada' }] },
    associations: { companies: { results: [{ id: String(company.body.id) }] } },
  })
  const { body: archived } = await server.a.call<{ results: object[] }>('GET', `${contacts}?archived=true`)
  expect(archived.results).toEqual([])
})

test('restoring again changes nothing, nor does what is not there, was merged away or belongs to another account', async () => {
  const [id, kept, gone] = [await deleted({}), await made({}), await made({})]
  await server.a.call('POST', `${contacts}/merge`, { primaryObjectId: kept, objectIdToMerge: gone })
  const theirs = await server.b.call('POST', contacts, { properties: { firstname: 'Canary' } })
  await server.b.call('DELETE', `${contacts}/${theirs.body.id}`)
  expect((await server.b.call('POST', restoration(id))).status).toBe(404)
  expect((await server.a.call('POST', restoration(id))).status).toBe(200)
  const everything = async () =>
    (await Promise.all([server.a, server.b].map((one) => fingerprint(server.db, one.accountId)))).join()
  const before = await everything()
  expect((await server.a.call('POST', restoration(id))).status).toBe(200)
  for (const name of [gone, String(theirs.body.id), '999999999', 'ada'])
    expect([name, (await server.a.call('POST', restoration(name))).status]).toEqual([name, 404])
  expect((await server.a.call('POST', restoration(id, 'companies'))).status).toBe(404)
  expect((await server.a.call('POST', restoration(id, 'feedback_submissions'))).status).toBe(405)
  expect(await everything()).toBe(before)
})

test('2.2 a unique value that somebody else has by now keeps a record deleted, and names the holder', async () => {
  const id = await deleted({ email: 'taken@example.test' })
  const holder = await made({ email: 'taken@example.test' })
  const before = await fingerprint(server.db, server.a.accountId)
  const { status, body } = await server.a.call('POST', restoration(id))
  expect([status, body.message]).toEqual([409, expect.stringContaining(`Existing ID: ${holder}`)])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test('A-MNG-2 after 90 days a deleted record cannot be restored any more', async () => {
  const id = Number(await deleted({}))
  const restoreAt = (at: number) =>
    server.db.withAccount(server.a.accountId, 'shared', async (tx) => {
      const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at } as const
      await restoreRecord(tx, await definitionsOf(tx), '0-1', id, meta)
    })
  const day = 86_400_000
  await expect(restoreAt(Date.now() + 91 * day)).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' })
  await restoreAt(Date.now() + 89 * day)
  expect((await server.a.call('GET', `${contacts}/${id}`)).status).toBe(200)
})

test('W-UNA-2 filters look at a restored record again, and what it was in goes on without it', async () => {
  const { a } = server
  const list = await aList(a, { processingType: 'DYNAMIC', filterBranch: livesIn('Ockham') })
  await worked(server, a)
  const flow = await a.call('POST', '/automation/v4/flows', aManualFlow('lastname'))
  expect(flow.status).toBe(201)
  const id = await made({ city: 'Ockham' })
  await a.call('POST', `/millrace/v1/workflows/${flow.body.id}/enrollments`, { recordIds: [id] })
  const members = async () => {
    await worked(server, a)
    return membersOf(a, list)
  }
  expect(await members()).toEqual([id])
  await a.call('DELETE', `${contacts}/${id}`)
  expect(await members()).toEqual([])
  await a.call('POST', restoration(id))
  expect(await members()).toEqual([id])
  const { body } = await a.call('GET', `/millrace/v1/workflows/${flow.body.id}/enrollments`)
  expect(body.results).toMatchObject([{ recordId: id, state: 'unenrolled', reason: 'record_deleted' }])
  expect(await audit(server.db, a.accountId)).toEqual([])
})
