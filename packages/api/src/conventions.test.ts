// Section 2 of api.md where no other test of this package proves it.
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from './testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const contacts = '/crm/v3/objects/contacts'

interface Shown {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
}

async function made(properties: Readonly<Record<string, unknown>>, path = contacts): Promise<Shown> {
  const { status, body } = await server.a.call<Shown>('POST', path, { properties })
  expect(status).toBe(201)
  return body
}

test('1 arrays in a query are repeated, joined by commas, or both; what is not known is ignored', async () => {
  const { id } = await made({ firstname: 'A', lastname: 'B', city: 'C' })
  for (const query of [
    'properties=firstname&properties=lastname&properties=city',
    'properties=firstname,lastname,city',
    'properties=firstname,lastname&properties=city&nonsense=1',
    'properties=firstname%2Clastname&properties=city,no_such_property',
  ]) {
    const { body } = await server.a.call<Shown>('GET', `${contacts}/${id}?${query}`)
    expect(body.properties).toMatchObject({ firstname: 'A', lastname: 'B', city: 'C' })
    expect(Object.keys(body.properties)).not.toContain('no_such_property')
  }
  const { status } = await server.a.call('PATCH', `${contacts}/${id}`, {
    properties: { city: 'D' },
    more: [1],
  })
  expect(status).toBe(200)
})

test.each([
  [
    'contacts',
    contacts,
    ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  ],
  [
    'companies',
    '/crm/v3/objects/companies',
    ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
  ],
  [
    'deals',
    '/crm/v3/objects/0-3',
    [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
  ],
  ['notes', '/crm/v3/objects/note', ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']],
])('2.6 a read of %s that asks for nothing shows the usual properties', async (_, path, names) => {
  const { id } = await made({}, path)
  const { body } = await server.a.call<Shown>('GET', `${path}/${id}`)
  expect(Object.keys(body.properties).sort()).toEqual(names)
})

test('2.6 values are taken as text or as JSON, and read as text', async () => {
  const property = async (name: string, type: string, fieldType: string, more: object = {}) =>
    expect(
      (
        await server.a.call('POST', '/crm/v3/properties/contacts', {
          name,
          label: name,
          type,
          fieldType,
          groupName: 'information',
          ...more,
        })
      ).status,
    ).toBe(201)
  const options = ['a', 'b', 'c'].map((value, displayOrder) => ({
    value,
    label: value,
    displayOrder,
    hidden: false,
  }))
  await property('a_number', 'number', 'number')
  await property('a_bool', 'bool', 'booleancheckbox')
  await property('a_date', 'date', 'date')
  await property('a_moment', 'datetime', 'date')
  await property('choices', 'enumeration', 'checkbox', { options })
  const read = async (values: Readonly<Record<string, unknown>>) => {
    const { id } = await made(values)
    const names = Object.keys(values).join()
    const { body } = await server.a.call<Shown>('GET', `${contacts}/${id}?properties=${names}`)
    return Object.fromEntries(Object.keys(values).map((name) => [name, body.properties[name]]))
  }
  const shown = {
    a_number: '1.5',
    a_bool: 'true',
    a_date: '2026-02-28',
    a_moment: '2026-02-28T12:30:00.000Z',
    choices: 'a;b',
  }
  expect(
    await read({
      a_number: 1.5,
      a_bool: true,
      a_date: Date.UTC(2026, 1, 28),
      a_moment: Date.UTC(2026, 1, 28, 12, 30),
      choices: 'b;a',
    }),
  ).toEqual(shown)
  expect(
    await read({
      a_number: '1.50',
      a_bool: 'true',
      a_date: '2026-02-28',
      a_moment: '2026-02-28T13:30:00+01:00',
      choices: 'a;b',
    }),
  ).toEqual(shown)
  const { id } = await made({ choices: 'a', firstname: 'x' })
  const path = `${contacts}/${id}`
  const change = async (values: object) =>
    (await server.a.call<Shown>('PATCH', path, { properties: values })).body.properties
  expect(await change({ choices: ';c' })).toMatchObject({ choices: 'a;c' })
  expect(await change({ choices: '', firstname: null })).toMatchObject({ choices: null, firstname: null })
})

test('2.7 batches echo the trace of each input, in results and in errors, and refuse more than 100 at once', async () => {
  const { id } = await made({ email: 'trace@example.test' })
  const inputs = [
    { id, properties: { firstname: 'One' }, objectWriteTraceId: 'one' },
    { id: '999999999', properties: { firstname: 'Two' }, objectWriteTraceId: 'two' },
    { id, properties: { nonsense: '1' }, objectWriteTraceId: 'three' },
  ]
  const { status, body } = await server.a.call('POST', `${contacts}/batch/update`, { inputs })
  expect([status, body]).toMatchObject([
    207,
    {
      status: 'COMPLETE',
      results: [{ id, objectWriteTraceId: 'one' }],
      numErrors: 2,
      errors: [
        {
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          context: { ids: ['999999999'], objectWriteTraceId: ['two'] },
          links: {},
        },
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          context: { objectWriteTraceId: ['three'] },
          links: {},
        },
      ],
    },
  ])
  for (const verb of ['create', 'read', 'update', 'upsert', 'archive']) {
    const before = await fingerprint(server.db, server.a.accountId)
    const many = Array.from({ length: 101 }, (_, i) => ({ id: String(i + 1), properties: {} }))
    const answer = await server.a.call('POST', `${contacts}/batch/${verb}`, { inputs: many })
    expect([verb, answer.status, answer.body.category]).toEqual([verb, 400, 'VALIDATION_ERROR'])
    expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
  }
})

test('2.7 one record named twice in a batch is told twice, each time with its history once', async () => {
  const { id } = await made({ firstname: 'Twice' })
  const { body } = await server.a.call<{ results: object[] }>('POST', `${contacts}/batch/read`, {
    inputs: [{ id }, { id }],
    propertiesWithHistory: ['firstname'],
  })
  const history = { firstname: [{ value: 'Twice' }] }
  expect(body.results).toMatchObject([
    { id, propertiesWithHistory: history },
    { id, propertiesWithHistory: history },
  ])
})

test('2.5 an upsert makes what a unique value names, and nothing where nobody said which value', async () => {
  const before = await fingerprint(server.db, server.a.accountId)
  const inputs = ['ada@upsert.test', '999999999'].map((id) => ({ id, properties: { firstname: 'Ada' } }))
  const { status, body } = await server.a.call('POST', `${contacts}/batch/upsert`, { inputs })
  const refused = inputs.map(({ id }) => ({ category: 'OBJECT_NOT_FOUND', context: { ids: [id] } }))
  expect([status, body]).toMatchObject([207, { results: [], errors: refused }])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test('2.5 deleting answers 204 whether or not the record is there, and no account reaches another’s', async () => {
  const { id } = await made({})
  const theirs = await fingerprint(server.db, server.b.accountId)
  for (const path of [id, id, '999999999', 'x'])
    expect((await server.a.call('DELETE', `${contacts}/${path}`)).status).toBe(204)
  expect(await fingerprint(server.db, server.b.accountId)).toBe(theirs)
  const kept = await made({})
  const mine = await fingerprint(server.db, server.a.accountId)
  expect((await server.b.call('DELETE', `${contacts}/${kept.id}`)).status).toBe(204)
  expect(await fingerprint(server.db, server.a.accountId)).toBe(mine)
})

test('2.3 a search pages by decimal offsets from "0", to 10,000 and no further; 200 at a time', async () => {
  await server.b.call('POST', `${contacts}/batch/create`, {
    inputs: Array.from({ length: 5 }, () => ({ properties: {} })),
  })
  const search = (more: object) => server.b.call('POST', `${contacts}/search`, { filterGroups: [], ...more })
  const seen: unknown[] = []
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const { body } = await search({ limit: 2, after })
    expect(body.total).toBe(5)
    seen.push(...(body.results as unknown[]))
    after = (body.paging as { next: { after: string } } | undefined)?.next.after
  }
  expect(seen).toHaveLength(5)
  expect((await search({ after: '9800', limit: 200 })).body).toEqual({ total: 5, results: [] })
  for (const more of [{ after: '9801', limit: 200 }, { limit: 201 }, { after: 'x' }])
    expect((await search(more)).status).toBe(400)
})

test('associations of a read are those of each type asked for, and say where the next page is', async () => {
  const company = await made({ name: 'Hub' }, '/crm/v3/objects/companies')
  const type = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
  for (let round = 0; round < 6; round++) {
    const inputs = Array.from({ length: round < 5 ? 100 : 1 }, () => ({
      properties: {},
      associations: [{ to: { id: company.id }, types: [type] }],
    }))
    expect((await server.a.call('POST', `${contacts}/batch/create`, { inputs })).status).toBe(201)
  }
  const { body } = await server.a.call<{
    associations: Record<
      string,
      { results: { id: string }[]; paging?: { next: { after: string; link: string } } }
    >
  }>('GET', `/crm/v3/objects/companies/${company.id}?associations=contacts,deals`)
  const { contacts: people, deals } = body.associations
  expect([people?.results.length, deals]).toEqual([500, undefined])
  expect(people?.results[0]).toMatchObject({ type: 'company_to_contact' })
  const next = await server.a.call<{ results: unknown[] }>('GET', people?.paging?.next.link ?? '')
  expect([next.status, next.body.results]).toMatchObject([200, [{}]])
})
