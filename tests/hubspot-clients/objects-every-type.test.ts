// Every objects endpoint, called by HubSpot's own client for every object type of Tier 1 (api.md 3.1), and by the raw helper
// on the dated paths.
import type { Client } from '@hubspot/api-client'
import { aRecord, fingerprint } from '@millrace/store/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients({ numberOfApiCallRetries: 3 })
beforeAll(async () => {
  for (const client of [hub, other])
    await client.crm.schemas.coreApi.create({
      name: 'mill',
      labels: { singular: 'Mill', plural: 'Mills' },
      primaryDisplayProperty: 'title',
      requiredProperties: [],
      searchableProperties: [],
      secondaryDisplayProperties: [],
      associatedObjects: [],
      properties: [{ name: 'title', label: 'Title', type: 'string', fieldType: 'text' }],
    } as never)
})

/** Object types with the client that names each, if there is one, and a text property to write. */
const types: readonly (readonly [type: string, property: string, (client: Client) => Api])[] = [
  ['contacts', 'firstname', (client) => typed(client.crm.contacts)],
  ['companies', 'name', (client) => typed(client.crm.companies)],
  ['deals', 'dealname', (client) => typed(client.crm.deals)],
  ['tickets', 'subject', (client) => typed(client.crm.tickets)],
  ['products', 'name', (client) => typed(client.crm.products)],
  ['line_items', 'name', (client) => typed(client.crm.lineItems)],
  ['quotes', 'hs_title', (client) => typed(client.crm.quotes)],
  ['calls', 'hs_call_title', (client) => typed(client.crm.objects.calls)],
  ['communications', 'hs_communication_body', (client) => typed(client.crm.objects.communications)],
  ['emails', 'hs_email_subject', (client) => typed(client.crm.objects.emails)],
  ['leads', 'hs_lead_name', (client) => typed(client.crm.objects.leads)],
  ['meetings', 'hs_meeting_title', (client) => typed(client.crm.objects.meetings)],
  ['notes', 'hs_note_body', (client) => typed(client.crm.objects.notes)],
  ['postal_mail', 'hs_postal_mail_body', (client) => typed(client.crm.objects.postalMail)],
  ['tasks', 'hs_task_subject', (client) => typed(client.crm.objects.tasks)],
  ['users', 'hs_email', (client) => generic(client, 'users')],
  ['mill', 'title', (client) => generic(client, 'mill')],
  ['0-123', 'hs_order_name', (client) => generic(client, '0-123')],
]

type Shown = {
  id: string
  properties: Record<string, string | null>
  archived?: boolean
  objectWriteTraceId?: string
}
type Batch = { status: string; results: Shown[]; numErrors?: number; errors?: { context: object }[] }
type Page = { results: Shown[]; paging?: { next?: { after: string } } }

/** The methods every client of an object type has. */
interface Api {
  create(input: object): Promise<Shown>
  getById(
    id: string,
    properties?: string[],
    history?: string[],
    associations?: string[],
    archived?: boolean,
    idProperty?: string,
  ): Promise<Shown>
  update(id: string, input: object, idProperty?: string): Promise<Shown>
  getPage(
    limit?: number,
    after?: string,
    properties?: string[],
    history?: string[],
    associations?: string[],
    archived?: boolean,
  ): Promise<Page>
  archive(id: string): Promise<void>
  batchCreate(input: object): Promise<Batch>
  batchRead(input: object, archived?: boolean): Promise<Batch>
  batchUpdate(input: object): Promise<Batch>
  batchUpsert(input: object): Promise<Batch>
  batchArchive(input: object): Promise<void>
  search(input: object): Promise<Page & { total: number }>
}

type Method = (...given: never[]) => Promise<unknown>
type Methods = Readonly<Record<string, Method>>

function typed(client: { basicApi: object; batchApi: object; searchApi: object }): Api {
  return apiOf(client, [])
}

function generic(client: Client, type: string): Api {
  return apiOf(client.crm.objects, [type])
}

function apiOf(
  client: { basicApi: object; batchApi: object; searchApi: object },
  first: readonly string[],
): Api {
  const bound = (api: object, name: string) => {
    const method = (api as Methods)[name]
    return (...given: unknown[]) => method?.apply(api, [...first, ...given] as never[])
  }
  return {
    create: bound(client.basicApi, 'create'),
    getById: bound(client.basicApi, 'getById'),
    update: bound(client.basicApi, 'update'),
    getPage: bound(client.basicApi, 'getPage'),
    archive: bound(client.basicApi, 'archive'),
    batchCreate: bound(client.batchApi, 'create'),
    batchRead: bound(client.batchApi, 'read'),
    batchUpdate: bound(client.batchApi, 'update'),
    batchUpsert: bound(client.batchApi, 'upsert'),
    batchArchive: bound(client.batchApi, 'archive'),
    search: bound(client.searchApi, 'doSearch'),
  } as unknown as Api
}

describe.each(types)('%s', (type, property, clientOf) => {
  const values = (text: string) => ({ properties: { [property]: text }, associations: [] })

  test('are created, read, changed, found, paged and archived, one by one and in batches, by their own account only', async () => {
    const [api, theirs] = [clientOf(hub), clientOf(other)]
    await hub.crm.properties.coreApi.create(type, {
      name: 'outside_id',
      label: 'Outside',
      type: 'string',
      fieldType: 'text',
      groupName: (await hub.crm.properties.groupsApi.getAll(type)).results[0]?.name ?? '',
      hasUniqueValue: true,
    } as never)
    const one = await api.create(values('one'))
    const before = await fingerprint(server.db, server.b.accountId)
    expect((await api.getById(one.id, [property])).properties).toMatchObject({ [property]: 'one' })
    expect((await api.update(one.id, { properties: { outside_id: 'o1' } })).id).toBe(one.id)
    expect((await api.getById('o1', [property], undefined, undefined, false, 'outside_id')).id).toBe(one.id)
    expect((await api.update('o1', { properties: { [property]: 'uno' } }, 'outside_id')).id).toBe(one.id)

    const made = await api.batchCreate({
      inputs: [
        { ...values('two'), objectWriteTraceId: 't2' },
        { properties: { nonsense: '1' }, associations: [], objectWriteTraceId: 't3' },
      ],
    })
    const [two] = made.results
    expect([made.status, made.numErrors, two?.properties[property]]).toEqual(['COMPLETE', 1, 'two'])
    expect(made.errors?.[0]?.context).toMatchObject({ objectWriteTraceId: ['t3'] })
    const upserted = await api.batchUpsert({
      inputs: [
        { id: 'o1', idProperty: 'outside_id', properties: { [property]: 'eins' } },
        { id: 'o9', idProperty: 'outside_id', properties: { [property]: 'neun' } },
      ],
    })
    expect(upserted.results.map((result) => (result as { _new?: boolean })._new)).toEqual([false, true])
    const nine = upserted.results[1]?.id ?? ''
    const changed = await api.batchUpdate({
      inputs: [
        { id: two?.id, properties: { [property]: 'zwei' } },
        { id: '999999999', properties: { [property]: 'none' } },
      ],
    })
    expect([changed.numErrors, changed.results[0]?.properties[property]]).toEqual([1, 'zwei'])
    const read = await api.batchRead({
      inputs: [{ id: 'o9' }, { id: 'nobody' }],
      idProperty: 'outside_id',
      properties: [property],
      propertiesWithHistory: [property],
    })
    expect([read.numErrors, read.results.map(({ id }) => id)]).toEqual([1, [nine]])

    const ids = [one.id, two?.id ?? '', nine]
    const first = await api.getPage(2, undefined, [property])
    const rest = await api.getPage(2, first.paging?.next?.after, [property])
    expect([...first.results, ...rest.results].map(({ id }) => id)).toEqual(ids)
    expect(rest.paging).toBeUndefined()
    const found = await api.search({
      filterGroups: [{ filters: [{ propertyName: property, operator: 'IN', values: ['eins', 'zwei'] }] }],
      sorts: [property],
      properties: [property],
      limit: 1,
      after: '0',
    })
    expect([found.total, found.results[0]?.id, found.paging?.next?.after]).toEqual([2, one.id, '1'])

    expect((await refusal(theirs.getById(one.id))).code).toBe(404)
    expect((await theirs.getPage()).results).toEqual([])
    expect(
      (await theirs.batchRead({ inputs: [{ id: one.id }], properties: [], propertiesWithHistory: [] }))
        .numErrors,
    ).toBe(1)
    await theirs.archive(one.id)
    await theirs.batchArchive({ inputs: [{ id: one.id }] })
    expect(await fingerprint(server.db, server.b.accountId)).toBe(before)

    await api.archive(one.id)
    await api.archive(one.id)
    await api.batchArchive({ inputs: [{ id: nine }, { id: '999999999' }] })
    expect((await refusal(api.getById(one.id))).code).toBe(404)
    expect((await api.getPage(10)).results.map(({ id }) => id)).toEqual([two?.id])
    const archived = await api.getPage(10, undefined, [property], undefined, undefined, true)
    expect(archived.results.map(({ id, archived }) => [id, archived])).toEqual([
      [one.id, true],
      [nine, true],
    ])
    const again = await api.batchRead(
      { inputs: [{ id: nine }], properties: [property], propertiesWithHistory: [] },
      true,
    )
    expect(again.results.map(({ id }) => id)).toEqual([nine])
  })

  test.each(['2026-03', '2026-09-beta'])('answer the same on the dated paths of %s', async (date) => {
    const path = `/crm/objects/${date}/${type}`
    const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', tail: string, body?: object) => {
      const response = await hub.apiRequest({ method, path: `${path}${tail}`, ...(body && { body }) })
      const text = await response.text()
      return [response.status, text === '' ? {} : JSON.parse(text)] as const
    }
    const [status, made] = await ask('POST', '', values('dated'))
    expect(status).toBe(201)
    const { id } = made as Shown
    const answers = [
      await ask('GET', '?limit=1'),
      await ask('GET', `/${id}/?properties=${property}`),
      await ask('PATCH', `/${id}`, { properties: { [property]: 'again' } }),
      await ask('POST', '/batch/create', { inputs: [values('b')] }),
      await ask('POST', '/batch/read', { inputs: [{ id }] }),
      await ask('POST', '/batch/update', { inputs: [{ id, properties: { [property]: 'c' } }] }),
      await ask('POST', '/batch/upsert', { inputs: [{ id, properties: { [property]: 'd' } }] }),
      await ask('POST', '/search', { filterGroups: [], limit: 1 }),
      await ask('DELETE', `/${id}`),
      await ask('POST', '/batch/archive', { inputs: [{ id }] }),
    ]
    expect(answers.map(([code]) => code)).toEqual([200, 200, 200, 201, 200, 200, 200, 200, 204, 204])
    expect(answers[1]?.[1]).toMatchObject({ properties: { [property]: 'dated' } })
  })
})

test('feedback submissions are read and searched, and written by nobody', async () => {
  const { basicApi, batchApi, searchApi } = hub.crm.objects
  const type = 'feedback_submissions'
  expect((await basicApi.getPage(type)).results).toEqual([])
  expect((await searchApi.doSearch(type, { filterGroups: [] } as never)).total).toBe(0)
  const read = await batchApi.read(type, { inputs: [{ id: '1' }], properties: [], propertiesWithHistory: [] })
  expect((read as unknown as Batch).numErrors).toBe(1)
  expect((await refusal(basicApi.create(type, { properties: {}, associations: [] }))).code).toBe(405)
  expect((await refusal(basicApi.update(type, '1', { properties: {} }))).code).toBe(405)
  expect((await refusal(basicApi.archive(type, '1'))).code).toBe(405)
  expect((await refusal(batchApi.create(type, { inputs: [] }))).code).toBe(405)
  expect((await refusal(batchApi.upsert(type, { inputs: [] }))).code).toBe(405)
  expect((await refusal(batchApi.archive(type, { inputs: [] }))).code).toBe(405)
})

test('2.3 getAll pages through everything of an account, a hundred records at a time', async () => {
  const inputs = Array.from({ length: 100 }, (_, index) => ({
    properties: { name: `${index}` },
    associations: [],
  }))
  const { products } = hub.crm
  const before = (await products.getAll()).length
  for (const batch of [inputs, inputs, inputs.slice(0, 1)])
    await products.batchApi.create({ inputs: batch } as never)
  const all = await products.getAll(undefined, undefined, ['name'])
  expect(all).toHaveLength(before + 201)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.at(-1)?.properties.name).toBe('0')
  const others = (await other.crm.products.getAll()).map(({ id }) => id)
  expect(all.filter(({ id }) => others.includes(id))).toEqual([])
})

test('a feedback submission is read by the client of its own type, in its own account only', async () => {
  const id = String(await aRecord(server.db, server.a.accountId, '0-19'))
  const [own, others] = [hub, other].map((client) => client.crm.objects.feedbackSubmissions)
  expect(await own?.basicApi.getById(id)).toMatchObject({ id, archived: false })
  expect((await own?.basicApi.getPage())?.results).toMatchObject([{ id }])
  expect((await own?.searchApi.doSearch({ filterGroups: [] } as never))?.total).toBe(1)
  expect((await refusal(Promise.resolve(others?.basicApi.getById(id)))).code).toBe(404)
  expect((await others?.basicApi.getPage())?.results).toEqual([])
})

test.each(['contacts', 'companies', 'deals', 'tickets'] as const)(
  '%s are merged by the client',
  async (type) => {
    const { basicApi } = hub.crm[type]
    const none = { properties: {}, associations: [] }
    const [kept, gone] = [await basicApi.create(none), await basicApi.create(none)]
    const merging = { primaryObjectId: kept.id, objectIdToMerge: gone.id }
    expect((await refusal(other.crm[type].basicApi.merge(merging))).code).toBe(404)
    expect((await basicApi.merge(merging)).id).toBe(kept.id)
    expect((await basicApi.getById(gone.id)).id).toBe(kept.id)
    expect((await refusal(basicApi.merge(merging))).code).toBe(400)
  },
)

test('contacts are erased by the client, by id and by address', async () => {
  const { basicApi } = hub.crm.contacts
  const email = 'erased@example.test'
  const [one, two] = [
    await basicApi.create({ properties: { email }, associations: [] }),
    await basicApi.create({ properties: {}, associations: [] }),
  ]
  await other.crm.contacts.basicApi.purge({ objectId: email, idProperty: 'email' })
  expect((await basicApi.getById(one.id)).id).toBe(one.id)
  await basicApi.purge({ objectId: email, idProperty: 'email' })
  await basicApi.purge({ objectId: two.id })
  for (const { id } of [one, two])
    expect((await refusal(basicApi.getById(id, undefined, undefined, undefined, true))).code).toBe(404)
})
