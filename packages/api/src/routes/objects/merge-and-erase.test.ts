import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aManualFlow } from '../../testing/a-manual-flow.js'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const contacts = '/crm/v3/objects/contacts'

interface Shown {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly [member: string]: unknown
}

async function made(properties: Readonly<Record<string, string>>, path = contacts): Promise<string> {
  const { status, body } = await server.a.call<Shown>('POST', path, { properties })
  expect(status).toBe(201)
  return body.id
}
const merge = (primaryObjectId: string, objectIdToMerge: string, path = contacts) =>
  server.a.call<Shown>('POST', `${path}/merge`, { primaryObjectId, objectIdToMerge })
const everything = async () =>
  (await Promise.all([server.a, server.b].map((one) => fingerprint(server.db, one.accountId)))).join()

test('a merge answers the survivor, and both ids and both addresses lead to it: to read, to change, to associate', async () => {
  const [ada, twin] = [
    await made({ email: 'ada@example.test', firstname: 'Ada' }),
    await made({ email: 'twin@example.test', firstname: 'Augusta', lastname: 'King' }),
  ]
  const others = await fingerprint(server.db, server.b.accountId)
  const { status, body } = await merge(ada, twin)
  expect([status, body.id, body.properties]).toMatchObject([
    200,
    ada,
    { email: 'ada@example.test', firstname: 'Ada', lastname: 'King' },
  ])
  expect(server.wakes.at(-1)).toEqual([server.a.accountId, 'interactive'])
  for (const name of [
    ada,
    twin,
    'ada%40example.test?idProperty=email',
    'twin%40example.test?idProperty=email',
  ]) {
    const read = await server.a.call<Shown>('GET', `${contacts}/${name}`)
    expect([read.status, read.body.id]).toEqual([200, ada])
  }
  const changed = await server.a.call<Shown>('PATCH', `${contacts}/${twin}`, {
    properties: { city: 'Ockham' },
  })
  expect([changed.status, changed.body.id, changed.body.properties.city]).toEqual([200, ada, 'Ockham'])
  const batch = await server.a.call<{ results: Shown[] }>('POST', `${contacts}/batch/update`, {
    inputs: [twin, ada].map((id) => ({ id, properties: { jobtitle: id } })),
  })
  expect([batch.status, batch.body.results.map(({ id }) => id)]).toEqual([200, [ada, ada]])
  const company = await server.a.call<Shown>('POST', '/crm/v3/objects/companies', {
    properties: { name: 'Engines' },
    associations: [
      { to: { id: twin }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 }] },
    ],
  })
  expect(company.status).toBe(201)
  const read = await server.a.call(
    'GET',
    `${contacts}/${twin}?associations=companies&propertiesWithHistory=firstname&properties=hs_additional_emails,jobtitle`,
  )
  expect(read.body).toMatchObject({
    properties: { hs_additional_emails: 'twin@example.test', jobtitle: ada },
    associations: { companies: { results: [{ id: company.body.id }] } },
    propertiesWithHistory: { firstname: [{ value: 'Ada' }, { value: 'Augusta' }] },
  })
  const search = await server.a.call('POST', `${contacts}/search`, {
    filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'IN', values: [ada, twin] }] }],
  })
  expect(search.body).toMatchObject({ total: 1, results: [{ id: ada }] })
  // Cleaning up after a merge must not take the survivor.
  expect((await server.a.call('DELETE', `${contacts}/${twin}`)).status).toBe(204)
  expect((await server.a.call('GET', `${contacts}/${ada}`)).status).toBe(200)
  expect(await fingerprint(server.db, server.b.accountId)).toBe(others)
})

test('the enrollments and the log of a record are those of whom it took in, too, under either id', async () => {
  const flow = await server.a.call('POST', '/automation/v4/flows', aManualFlow('jobtitle'))
  expect(flow.status).toBe(201)
  const inside = `/millrace/v1/workflows/${flow.body.id}`
  const [kept, gone] = [await made({}), await made({})]
  await server.a.call('POST', `${inside}/enrollments`, { recordIds: [kept, gone] })
  expect((await merge(kept, gone)).status).toBe(200)
  for (const id of [kept, gone]) {
    const enrolled = await server.a.call<{ results: { recordId: string }[] }>(
      'GET',
      `${inside}/enrollments?recordId=${id}`,
    )
    expect(enrolled.body.results.map(({ recordId }) => recordId).sort()).toEqual([kept, gone].sort())
    const log = await server.a.call('GET', `${inside}/action-log?recordId=${id}`)
    expect(log.body.results).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ recordId: gone, outcome: 'ended', code: 'record_merged' }),
      ]),
    )
  }
  expect((await server.b.call('GET', `${inside}/enrollments?recordId=${kept}`)).status).toBe(404)
})

test('merges that cannot be are refused and change nothing: itself, another type, another account, nobody, read-only', async () => {
  const [one, two] = [await made({ firstname: 'One' }), await made({ firstname: 'Two' })]
  const company = await made({ name: 'Firm' }, '/crm/v3/objects/companies')
  const theirs = (await server.b.call<Shown>('POST', contacts, { properties: {} })).body.id
  const before = await everything()
  const answers = [
    await merge(one, one),
    await merge(one, company),
    await merge(company, one),
    await merge(one, theirs),
    await merge(theirs, one),
    await merge(one, '999999999'),
    await merge(one, 'x'),
    await server.a.call('POST', `${contacts}/merge`, { primaryObjectId: one }),
    await merge(one, two, '/crm/v3/objects/feedback_submissions'),
  ]
  expect(answers.map(({ status, body }) => [status, body.subCategory])).toEqual([
    [400, 'MERGE_INVALID'],
    [400, 'MERGE_INVALID'],
    [400, 'MERGE_INVALID'],
    [404, 'RECORD_NOT_FOUND'],
    [404, 'RECORD_NOT_FOUND'],
    [404, 'RECORD_NOT_FOUND'],
    [400, 'INVALID_BODY'],
    [400, 'INVALID_BODY'],
    [405, 'METHOD_NOT_ALLOWED'],
  ])
  expect(await everything()).toBe(before)
})

test('merges of one record at the same moment end in one record', async () => {
  const ids = await Promise.all([1, 2, 3, 4].map((n) => made({ email: `many${n}@example.test` })))
  const [first = '', ...rest] = ids
  const answers = await Promise.all(rest.map((id, i) => merge(ids[i] ?? first, id)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  const survivors = await Promise.all(ids.map((id) => server.a.call<Shown>('GET', `${contacts}/${id}`)))
  expect(new Set(survivors.map(({ body }) => body.id)).size).toBe(1)
})

test('an erased contact is gone by id and by address, archived ones too; asking again says the same', async () => {
  const [byId, byEmail, archived] = [
    await made({ email: 'id@example.test' }),
    await made({ email: 'mail@example.test' }),
    await made({ email: 'archived@example.test' }),
  ]
  await server.a.call('DELETE', `${contacts}/${archived}`)
  const theirs = (await server.b.call<Shown>('POST', contacts, { properties: { email: 'id@example.test' } }))
    .body.id
  const others = await fingerprint(server.db, server.b.accountId)
  const erase = (body: object) => server.a.call('POST', `${contacts}/gdpr-delete`, body)
  for (const body of [
    { objectId: byId },
    { objectId: byId },
    { objectId: 'Mail@example.test', idProperty: 'email' },
    { objectId: 'archived@example.test', idProperty: 'email' },
    { objectId: 'nobody@example.test', idProperty: 'email' },
    { objectId: theirs },
  ])
    expect((await erase(body)).status).toBe(204)
  for (const id of [byId, byEmail, archived])
    for (const flag of ['true', 'false'])
      expect((await server.a.call('GET', `${contacts}/${id}?archived=${flag}`)).status).toBe(404)
  expect((await erase({ objectId: 'x', idProperty: 'firstname' })).status).toBe(400)
  expect((await erase({})).status).toBe(400)
  expect(await fingerprint(server.db, server.b.accountId)).toBe(others)
  // Decision 12: no address is kept in order to refuse it.
  await made({ email: 'id@example.test' })
})
