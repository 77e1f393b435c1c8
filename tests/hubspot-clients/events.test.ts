import { fingerprint } from '@millrace/store/testing'
import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

async function ask<Body = Record<string, unknown>>(
  method: string,
  path: string,
  body?: object,
  client = hub,
): Promise<{ status: number; body: Body }> {
  const response = await client.apiRequest({ method, path, ...(body && { body }) })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body }
}

async function contact(email: string, client = hub): Promise<string> {
  const { id } = await client.crm.contacts.basicApi.create({ properties: { email }, associations: [] })
  return id
}

interface Asked {
  readonly objectId?: string
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly limit?: number
  readonly sort?: string[]
  readonly occurredAfter?: Date
  readonly occurredBefore?: Date
  readonly id?: string[]
}

function page(asked: Asked, client = hub) {
  const { after, before, limit, sort, occurredAfter, occurredBefore, objectId, id } = asked
  return client.events.eventsApi.getPage(
    'contact',
    undefined,
    after,
    before,
    limit,
    sort,
    occurredAfter,
    occurredBefore,
    objectId === undefined ? undefined : Number(objectId),
    undefined,
    undefined,
    id,
  )
}

function eventsOf(objectId: string, client = hub, more: Asked = {}) {
  return page({ objectId, ...more }, client)
}

const families = [
  { send: '/events/v3/send', definitions: '/events/v3/event-definitions', list: '/events/v3/events' },
  {
    send: '/events/2026-03/send',
    definitions: '/events/2026-03/event-definitions',
    list: '/events/event-occurrences/2026-03',
  },
] as const

test.each(families)(
  'W-EVT-48 an event is defined, changed, sent and archived at $definitions',
  async (paths) => {
    const name = `viewed_${paths.send.length}`
    const made = await ask('POST', paths.definitions, {
      label: 'Viewed a product',
      name,
      primaryObject: 'CONTACT',
      includeDefaultProperties: true,
      propertyDefinitions: [
        { name: 'sku', label: 'SKU', type: 'string' },
        { name: 'price', label: 'Price', type: 'number' },
        { name: 'kind', label: 'Kind', type: 'enumeration', options: [{ label: 'New', value: 'new' }] },
      ],
    })
    const qualified = `pe${server.a.accountId}_${name}`
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        name,
        fullyQualifiedName: qualified,
        objectTypeId: expect.stringMatching(/^6-\d+$/),
        primaryObjectId: '0-1',
      },
    ])
    expect((await ask('POST', paths.definitions, { label: 'Again', name })).status).toBe(409)
    expect((await ask('GET', `${paths.definitions}/${name}`, undefined, other)).status).toBe(404)
    const changed = await ask('PATCH', `${paths.definitions}/${qualified}`, { label: 'Saw a product' })
    expect(changed.body).toMatchObject({ labels: { singular: 'Saw a product' } })

    const property = `${paths.definitions}/${name}/property`
    expect((await ask('POST', property, { name: 'when', label: 'When', type: 'datetime' })).status).toBe(201)
    expect((await ask('POST', property, { name: 'when', label: 'When', type: 'datetime' })).status).toBe(409)
    expect((await ask('PATCH', `${property}/when`, { label: 'At' })).body).toMatchObject({ label: 'At' })
    expect((await ask('GET', `${property}/when`)).body).toMatchObject({ label: 'At', type: 'datetime' })
    expect((await ask('DELETE', `${property}/hs_browser`)).status).toBe(400)
    const all = await ask<{ results: { name: string }[] }>('GET', property)
    expect(all.body.results.map((each) => each.name)).toEqual(
      expect.arrayContaining(['sku', 'price', 'kind', 'when', 'hs_utm_source']),
    )

    const ada = await contact(`ada@${name}.test`)
    const sent = await ask('POST', paths.send, {
      eventName: qualified,
      objectId: ada,
      properties: { sku: 'A-1', price: '12.50', kind: 'NEW', when: '2026-05-01T10:00:00Z' },
    })
    expect(sent.status).toBe(204)
    const listed = await ask('GET', `${paths.list}?objectType=contacts&objectId=${ada}`)
    expect(listed.body).toMatchObject({
      results: [
        {
          eventType: qualified,
          objectId: ada,
          properties: { sku: 'A-1', price: '12.5', kind: 'new', when: '2026-05-01T10:00:00.000Z' },
        },
      ],
    })
    expect((await ask('DELETE', `${property}/when`)).status).toBe(204)
    expect((await ask('DELETE', `${paths.definitions}/${name}`)).status).toBe(204)
    expect((await ask('DELETE', `${paths.definitions}/${name}`)).status).toBe(204)
    expect((await ask('POST', paths.send, { eventName: qualified, objectId: ada })).status).toBe(404)
    expect((await ask('GET', `${paths.list}?objectId=${ada}`)).body).toMatchObject({
      results: [{ eventType: qualified }],
    })
    const archived = await ask<{ results: { name: string }[] }>('GET', `${paths.definitions}?archived=true`)
    expect(archived.body.results.map((each) => each.name)).toContain(name)
  },
)

test('the client sends events by id, by e-mail and by visitor, one or many; a uuid happens once', async () => {
  const eventName = 'e_visited_page'
  const ada = await contact('ada@events.test')
  const { basicApi, batchApi } = hub.events.send
  const occurredAt = new Date('2026-06-01T08:00:00.123Z')
  await basicApi.send({ eventName, objectId: ada, occurredAt, properties: { hs_url: '/one' }, uuid: 'once' })
  await basicApi.send({ eventName, objectId: ada, properties: { hs_url: '/again' }, uuid: 'once' })
  await batchApi.send({
    inputs: [
      { eventName, email: 'ADA@events.test', utk: 'visitor-1', properties: { hs_url: '/two' } },
      { eventName, email: 'ada@events.test', properties: { hs_url: '/no' }, uuid: 'once' },
    ],
  })
  await basicApi.send({ eventName, utk: 'visitor-1', properties: { hs_url: '/three' } })
  const { results } = await eventsOf(ada)
  expect(results.map(({ properties }) => properties?.hs_url)).toEqual(['/three', '/two', '/one'])
  expect(results[2]).toMatchObject({ id: 'once', occurredAt, objectId: ada, objectType: 'CONTACT' })

  expect((await eventsOf(ada, other)).results).toEqual([])
  expect((await refusal(other.events.send.basicApi.send({ eventName, objectId: ada }))).code).toBe(404)
  expect((await refusal(other.events.send.basicApi.send({ eventName, utk: 'visitor-1' }))).code).toBe(404)
})

test('api.md 2.3 events are paged both ways, in either order, between two moments and by value', async () => {
  const bea = await contact('bea@events.test')
  const inputs = Array.from({ length: 7 }, (_, i) => ({
    eventName: 'e_visited_page',
    objectId: bea,
    // Two of each second: the id decides between them.
    occurredAt: new Date(Date.UTC(2026, 3, 1, 0, 0, Math.floor(i / 2))),
    uuid: `bea-${i}`,
    properties: { hs_url: `/${i % 3}` },
  }))
  await hub.events.send.batchApi.send({ inputs })
  const ids = async (more: Asked) => {
    const { results, paging } = await eventsOf(bea, hub, more)
    return { ids: results.map(({ id }) => id), paging }
  }
  const first = await ids({ limit: 3, sort: ['occurredAt'] })
  expect(first.ids).toEqual(['bea-0', 'bea-1', 'bea-2'])
  expect(first.paging?.prev).toBeUndefined()
  const second = await ids({ limit: 3, sort: ['occurredAt'], after: first.paging?.next?.after })
  expect(second.ids).toEqual(['bea-3', 'bea-4', 'bea-5'])
  const third = await ids({ limit: 3, sort: ['occurredAt'], after: second.paging?.next?.after })
  expect([third.ids, third.paging?.next]).toEqual([['bea-6'], undefined])
  const back = await ids({ limit: 2, sort: ['occurredAt'], before: third.paging?.prev?.before })
  expect(back.ids).toEqual(['bea-4', 'bea-5'])
  const front = await ids({ limit: 9, sort: ['occurredAt'], before: back.paging?.prev?.before })
  expect([front.ids, front.paging?.prev]).toEqual([['bea-0', 'bea-1', 'bea-2', 'bea-3'], undefined])
  expect((await ids({ limit: 2 })).ids).toEqual(['bea-6', 'bea-5'])
  const between = {
    occurredAfter: new Date(Date.UTC(2026, 3, 1, 0, 0, 1)),
    occurredBefore: new Date(Date.UTC(2026, 3, 1, 0, 0, 2)),
  }
  expect((await ids({ ...between, sort: ['occurredAt'] })).ids).toEqual(['bea-2', 'bea-3', 'bea-4', 'bea-5'])
  const byEmail = 'objectType=contact&objectProperty.email=bea%40events.test'
  const byValue = await ask<{ results: { id: string }[] }>(
    'GET',
    `/events/v3/events?${byEmail}&eventType=e_visited_page&property.hs_url=%2F0&sort=occurredAt`,
  )
  expect(byValue.body.results.map(({ id }) => id)).toEqual(['bea-0', 'bea-3', 'bea-6'])
  const byId = await page({ id: ['bea-1', 'bea-5'] })
  expect(byId.results.map(({ id }) => id)).toEqual(['bea-5', 'bea-1'])
  expect((await page({ id: ['bea-1'] }, other)).results).toEqual([])
})

test('the client lists the names of events; those of another account are not among them', async () => {
  await ask('POST', '/events/v3/event-definitions', { label: 'Canary sang', name: 'canary_sang' }, other)
  const { eventTypes } = await hub.events.eventsApi.getTypes()
  expect(eventTypes).toEqual(expect.arrayContaining(['e_visited_page', 'e_form_submitted', 'e_call_ended']))
  expect(eventTypes.filter((name) => name.includes('canary'))).toEqual([])
  const theirs = (await other.events.eventsApi.getTypes()).eventTypes
  expect(theirs).toContain(`pe${server.b.accountId}_canary_sang`)
})

test('api.md 3.5 any event of the catalogue is reported for any record', async () => {
  const { id } = await hub.crm.companies.basicApi.create({ properties: { name: 'Acme' }, associations: [] })
  const report = (more: object, client = hub) =>
    ask(
      'POST',
      '/millrace/v1/events',
      { eventType: '4-1741072', objectTypeId: 'companies', recordId: id, id: 'call-1', ...more },
      client,
    )
  expect(await report({ properties: { hs_call_duration: 61_000 } })).toEqual({
    status: 202,
    body: { id: 'call-1' },
  })
  expect((await report({})).status).toBe(202)
  expect((await report({ objectTypeId: '0-1' })).status).toBe(404)
  expect((await report({}, other)).status).toBe(404)
  const listed = await ask<{ results: object[] }>('GET', `/events/v3/events?objectId=${id}`)
  expect(listed.body.results).toMatchObject([
    {
      id: 'call-1',
      eventType: 'e_call_ended',
      objectType: 'COMPANY',
      properties: { hs_call_duration: '61000' },
    },
  ])
})

test('the events of a merged record are read through the one that took it in, and go to it', async () => {
  const keeper = await contact('keeper@events.test')
  const gone = await contact('gone@events.test')
  const eventName = 'e_opened_email'
  await hub.events.send.basicApi.send({ eventName, objectId: gone, uuid: 'before' })
  await hub.crm.contacts.basicApi.merge({ primaryObjectId: keeper, objectIdToMerge: gone })
  await hub.events.send.basicApi.send({ eventName, objectId: gone, uuid: 'after' })
  const seen = [await eventsOf(keeper), await eventsOf(gone)].map(({ results }) =>
    results.map(({ id }) => id),
  )
  expect(seen).toEqual([
    ['after', 'before'],
    ['after', 'before'],
  ])
})

const bad: readonly (readonly [what: string, body: object, status: number, field: string])[] = [
  ['an unknown event', { eventName: 'pe1_nothing' }, 404, 'eventName'],
  ['nobody', { objectId: undefined }, 400, 'objectId'],
  ['an unknown record', { objectId: '99999999' }, 404, 'objectId'],
  ['an unknown e-mail', { objectId: undefined, email: 'no@body.test' }, 404, 'email'],
  ['an unknown visitor', { objectId: undefined, utk: 'who' }, 404, 'utk'],
  ['an unknown property', { properties: { nothing: '1' } }, 400, 'nothing'],
  ['tomorrow and later', { occurredAt: Date.now() + 3 * 86_400_000 }, 400, 'occurredAt'],
  ['a moment that is none', { occurredAt: '2026-02-30T00:00:00Z' }, 400, 'occurredAt'],
]

test.each(bad)(
  'an event with %s is refused with its field, alone or in a batch, and nothing has happened',
  async (_, more, status, field) => {
    const cat = await contact(`cat${Math.random()}@events.test`)
    const good = { eventName: 'e_visited_page', objectId: cat }
    const before = await fingerprint(server.db, server.a.accountId)
    const one = await ask<{ errors: { in: string }[] }>('POST', '/events/v3/send', { ...good, ...more })
    expect([one.status, one.body.errors.map((error) => error.in)]).toEqual([status, [field]])
    const many = await ask<{ errors: { in: string }[] }>('POST', '/events/v3/send/batch', {
      inputs: [good, { ...good, ...more }],
    })
    expect([many.status, many.body.errors.map((error) => error.in)]).toEqual([status, [`inputs[1].${field}`]])
    expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
    expect((await eventsOf(cat)).results).toEqual([])
  },
)

test('api.md 2.7 a batch has at most 500 events; a token needs the scope', async () => {
  const inputs = Array.from({ length: 501 }, () => ({ eventName: 'e_visited_page', objectId: '1' }))
  expect((await ask('POST', '/events/v3/send/batch', { inputs })).status).toBe(400)
  const reader = await server.restricted(['business-intelligence'])
  expect((await reader.call('POST', '/events/v3/send', inputs[0])).status).toBe(403)
  expect((await reader.call('GET', '/events/v3/events/event-types')).status).toBe(200)
  expect((await reader.call('GET', '/events/v3/events')).status).toBe(400)
})
