import { advance, type Engine, evaluate } from '@millrace/engine'
import { expect, test } from 'vitest'
import { aFlow } from './a-flow.js'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

const property = (name: string, type = 'string', fieldType = 'text') => ({
  name,
  label: name,
  type,
  fieldType,
})

function car(more: object = {}) {
  return {
    name: 'car',
    labels: { singular: 'Car', plural: 'Cars' },
    primaryDisplayProperty: 'model',
    secondaryDisplayProperties: ['year'],
    requiredProperties: ['model'],
    searchableProperties: ['model', 'notes'],
    associatedObjects: ['CONTACT', '0-7'],
    properties: [
      property('model'),
      property('year', 'number', 'number'),
      property('notes'),
      property('state'),
    ],
    ...more,
  } as never
}

/** What a worker would do, until there is nothing left. */
async function work(): Promise<void> {
  const waker = { wake() {}, async close() {} }
  const engine: Engine = { db: server.db, waker, workerId: crypto.randomUUID(), slot: 0 }
  const { accountId } = server.a
  for (let busy = true; busy; ) {
    busy = false
    for (const lane of ['interactive', 'timers', 'bulk'] as const) {
      if ((await evaluate(engine, accountId, lane)).claimed > 0) busy = true
      if ((await advance(engine, accountId, lane)).claimed > 0) busy = true
    }
  }
}

test('W-OBJ-8 a custom object is made, its records are written, searched and associated, and its workflow enrolls them', async () => {
  const api = hub.crm.schemas.coreApi
  const made = await api.create(car())
  const type = made.objectTypeId ?? ''
  expect(made).toMatchObject({
    objectTypeId: expect.stringMatching(/^2-\d+$/),
    name: 'car',
    fullyQualifiedName: `p${server.a.accountId}_car`,
    labels: { singular: 'Car', plural: 'Cars' },
    requiredProperties: ['model'],
    archived: false,
    createdAt: expect.any(Date),
  })
  expect(made.properties.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['model', 'year', 'hs_object_id', 'hs_createdate', 'hubspot_owner_id']),
  )
  const toContact = made.associations.find(({ name }) => name === 'car_to_contact')
  expect(toContact).toMatchObject({ fromObjectTypeId: type, toObjectTypeId: '0-1' })
  const taken = await refusal(api.create(car()))
  expect([taken.code, taken.body.category]).toEqual([409, 'CONFLICT'])

  for (const name of [type, 'car', 'Car', made.fullyQualifiedName ?? ''])
    expect(await api.getById(name)).toMatchObject({ objectTypeId: type })
  expect((await api.getAll()).results.map(({ name }) => name)).toEqual(['car'])
  expect((await other.crm.schemas.coreApi.getAll()).results).toEqual([])
  expect((await refusal(other.crm.schemas.coreApi.getById(type))).code).toBe(404)

  const { actions, enrollmentCriteria } = aFlow()
  const flow = JSON.parse(
    JSON.stringify({ ...aFlow({ type: 'PLATFORM_FLOW', objectTypeId: type }), actions, enrollmentCriteria })
      .replaceAll('"firstname"', '"model"')
      .replaceAll('"lastname"', '"state"'),
  )
  const created = await server.a.call<{ id: string }>('POST', '/automation/v4/flows', flow)
  const published = await server.a.call('POST', `/millrace/v1/workflows/${created.body.id}/publication`, {
    enrollExisting: false,
  })
  expect([created.status, published.status]).toEqual([201, 202])

  const { basicApi, searchApi } = hub.crm.objects
  const contact = await hub.crm.contacts.basicApi.create({
    properties: { email: 'driver@example.test' },
    associations: [],
  })
  const ada = await basicApi.create(type, {
    properties: { model: 'Ada', year: '1935', notes: 'first owner' },
    associations: [
      {
        to: { id: contact.id },
        types: [
          { associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: Number(toContact?.id) },
        ],
      },
    ],
  })
  await basicApi.create('car', { properties: { model: 'Ford' }, associations: [] })
  expect((await refusal(basicApi.create('car', { properties: { year: '1' }, associations: [] }))).code).toBe(
    400,
  )
  await work()

  const seen = await basicApi.getById(type, ada.id, ['model', 'state'], undefined, ['contacts'])
  expect(seen.properties).toMatchObject({ model: 'Ada', state: 'Seen' })
  expect(seen.associations?.contacts?.results).toMatchObject([{ id: contact.id, type: 'car_to_contact' }])
  const found = await searchApi.doSearch(type, { query: 'owner', properties: ['year'] } as never)
  expect([found.total, found.results[0]?.properties.year]).toEqual([1, '1935'])
  const newer = { propertyName: 'state', operator: 'NOT_HAS_PROPERTY' }
  const rest = await searchApi.doSearch('car', {
    filterGroups: [{ filters: [newer] }],
    properties: ['model'],
  } as never)
  expect(rest.results.map(({ properties }) => properties.model)).toEqual(['Ford'])
  expect((await refusal(other.crm.objects.basicApi.getById(type, ada.id))).code).toBe(404)
})

test('a custom object is changed, and archived once nothing needs it', async () => {
  const api = hub.crm.schemas.coreApi
  await api.create(
    car({ name: 'boat', labels: { singular: 'Boat', plural: 'Boats' }, description: 'Floats' }),
  )
  const changed = await api.update('boat', {
    labels: { plural: 'Vessels' },
    requiredProperties: [],
    clearDescription: true,
  } as never)
  expect(changed).toMatchObject({ labels: { singular: 'Boat', plural: 'Vessels' }, requiredProperties: [] })
  expect([changed.description, changed.portalId]).toEqual([undefined, server.a.accountId])
  const { id } = await hub.crm.objects.basicApi.create('boat', { properties: {}, associations: [] })
  expect((await refusal(api.archive('boat'))).code).toBe(409)
  await hub.crm.objects.basicApi.archive('boat', id)
  await api.archive('boat')
  await api.archive('boat')
  expect((await refusal(api.getById('boat'))).code).toBe(404)
  expect((await api.getAll(true)).results.map(({ name, archived }) => [name, archived])).toEqual([
    ['boat', true],
  ])
  expect((await refusal(hub.crm.objects.basicApi.getPage('boat'))).code).toBe(404)
  expect((await refusal(api.archive('contacts'))).code).toBe(400)
  expect((await refusal(api.archive('nothing'))).code).toBe(404)
})

test.each(['/crm/v3/schemas', '/crm-object-schemas/2026-03/schemas', '/crm-object-schemas/v3/schemas/'])(
  'definitions are served at %s as well; a standard object is read',
  async (path) => {
    expect((await server.b.call('GET', path)).status).toBe(200)
    const contacts = await server.b.call('GET', `${path}/contacts`)
    expect(contacts.body).toMatchObject({ objectTypeId: '0-1', name: 'contacts' })
    const refused = await server.b.call('POST', path, { name: 'no good', labels: {} })
    expect([refused.status, refused.body.category]).toEqual([400, 'VALIDATION_ERROR'])
  },
)

test('a token without the scope of custom schemas is refused', async () => {
  const reader = await server.restricted(['crm.schemas.custom.read'])
  expect((await reader.call('GET', '/crm-object-schemas/v3/schemas')).status).toBe(200)
  expect(
    (await reader.call('POST', '/crm-object-schemas/v3/schemas', { name: 'x', labels: {} })).status,
  ).toBe(403)
})
