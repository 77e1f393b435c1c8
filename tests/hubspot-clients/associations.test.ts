// Associations through HubSpot's own client, both generations of its calls and both families of paths (api.md 3.1).
import { AssociationTypes } from '@hubspot/api-client'
import { advance, type Engine, evaluate } from '@millrace/engine'
import { all, anyGroup, associated, isEqualTo, setProperty } from '@millrace/engine/testing'
import { fingerprint } from '@millrace/store/testing'
import { expect, test } from 'vitest'
import { aFlow } from './a-flow.js'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

type Type = 'contacts' | 'companies' | 'deals'
async function made(type: Type, client = hub): Promise<string> {
  return (await client.crm[type].basicApi.create({ properties: {}, associations: [] })).id
}
const spec = (associationTypeId: number, associationCategory = 'HUBSPOT_DEFINED') =>
  ({ associationCategory, associationTypeId }) as never
const plain = { category: 'HUBSPOT_DEFINED', typeId: 279, label: null }
const primary = { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' }

/** What the other account holds, before and after: nobody may change it from here. */
const canary = () => fingerprint(server.db, server.b.accountId)

async function seen(id: string, from = 'contacts', to = 'companies') {
  return (await hub.crm.associations.v4.basicApi.getPage(from, id, to)).results
}

test('v4: two records are associated, read from both sides, and parted', async () => {
  const api = hub.crm.associations.v4.basicApi
  const [person, firm, foreign] = [
    await made('contacts'),
    await made('companies'),
    await made('companies', other),
  ]
  const before = await canary()
  expect(
    await api.create('contacts', person, 'companies', firm, [spec(AssociationTypes.primaryContactToCompany)]),
  ).toEqual(
    expect.objectContaining({
      fromObjectTypeId: '0-1',
      fromObjectId: person,
      toObjectTypeId: '0-2',
      toObjectId: firm,
      labels: ['Primary'],
    }),
  )
  expect(await seen(person)).toMatchObject([{ toObjectId: firm, associationTypes: [primary, plain] }])
  const back = await seen(firm, 'companies', 'contacts')
  expect(back[0]?.associationTypes.map(({ typeId }) => typeId)).toEqual([2, 280])

  expect((await refusal(api.create('contacts', person, 'companies', foreign, [spec(279)]))).code).toBe(404)
  expect(
    (await refusal(other.crm.associations.v4.basicApi.getPage('contacts', person, 'companies'))).code,
  ).toBe(404)
  await other.crm.associations.v4.basicApi.archive('contacts', person, 'companies', firm)
  expect(await seen(person)).toHaveLength(1)

  await api.archive('contacts', person, 'companies', firm)
  await api.archive('contacts', person, 'companies', firm)
  await api.archive('contacts', person, 'companies', '999999999')
  expect(await seen(person)).toEqual([])
  expect(await seen(firm, 'companies', 'contacts')).toEqual([])
  expect(await canary()).toBe(before)
})

test('v4: an association without a label answers both of its directions', async () => {
  const [person, firm] = [await made('contacts'), await made('companies')]
  const answer = await hub.crm.associations.v4.basicApi.createDefault('contacts', person, 'companies', firm)
  expect(answer.results).toMatchObject([
    { _from: { id: person }, to: { id: firm }, associationSpec: spec(279) },
    { _from: { id: firm }, to: { id: person }, associationSpec: spec(280) },
  ])
  expect(await seen(person)).toMatchObject([{ toObjectId: firm, associationTypes: [plain] }])
})

test('v4: pages follow one another in order of id and end without paging', async () => {
  const firm = await made('companies')
  const people = [await made('contacts'), await made('contacts'), await made('contacts')]
  const inputs = people.map((id) => ({ _from: { id: firm }, to: { id } }))
  await hub.crm.associations.v4.batchApi.createDefault('companies', 'contacts', { inputs })
  const { basicApi } = hub.crm.associations.v4
  const first = await basicApi.getPage('companies', firm, 'contacts', undefined, 2)
  const second = await basicApi.getPage('companies', firm, 'contacts', first.paging?.next?.after, 2)
  expect([first, second].map(({ results }) => results.map(({ toObjectId }) => toObjectId))).toEqual([
    people.slice(0, 2),
    people.slice(2),
  ])
  expect(second.paging).toBeUndefined()
  expect((await refusal(basicApi.getPage('companies', firm, 'contacts', 'nonsense'))).code).toBe(400)
})

test('v4: a batch keeps its good inputs and names the others (207)', async () => {
  const { batchApi } = hub.crm.associations.v4
  const [person, firm, foreign] = [
    await made('contacts'),
    await made('companies'),
    await made('companies', other),
  ]
  const before = await canary()
  const input = (to: string, typeId = 279) => ({
    _from: { id: person },
    to: { id: to },
    types: [spec(typeId)],
  })
  const answer = (await batchApi.create('contacts', 'companies', {
    inputs: [input(firm), input(foreign), input(firm, 4711), input('not-an-id')],
  })) as unknown as { results: unknown[]; numErrors: number; errors: { category: string; context: object }[] }
  expect(answer.results).toMatchObject([{ fromObjectId: person, toObjectId: firm, labels: [] }])
  expect([answer.numErrors, answer.errors.map(({ category }) => category)]).toEqual([
    3,
    ['OBJECT_NOT_FOUND', 'VALIDATION_ERROR', 'OBJECT_NOT_FOUND'],
  ])
  expect(answer.errors[0]?.context).toMatchObject({ fromObjectId: [person], toObjectId: [foreign] })
  expect(await canary()).toBe(before)

  await batchApi.create('contacts', 'companies', { inputs: [input(firm, 1)] })
  const read = (await batchApi.getPage('contacts', 'companies', {
    inputs: [{ id: person }, { id: '999999999' }],
  } as never)) as unknown as { results: unknown[]; numErrors: number }
  expect(read.results).toMatchObject([
    { _from: { id: person }, to: [{ toObjectId: firm, associationTypes: [primary, plain] }] },
  ])
  expect(read.numErrors).toBe(1)

  await batchApi.archiveLabels('contacts', 'companies', { inputs: [input(firm, 1)] })
  expect(await seen(person)).toMatchObject([{ associationTypes: [plain] }])
  await batchApi.archive('contacts', 'companies', { inputs: [{ _from: { id: person }, to: [{ id: firm }] }] })
  expect(await seen(person)).toEqual([])
})

test('v3: associations by the name or number of a type, and the list of types', async () => {
  const { batchApi } = hub.crm.associations
  const [person, firm] = [await made('contacts'), await made('companies')]
  const types = await hub.crm.associations.schema.typesApi.getAll('contacts', 'companies')
  expect(types.results).toContainEqual(expect.objectContaining({ id: '279', name: 'contact_to_company' }))
  const input = (type: string, to = firm) => ({ _from: { id: person }, to: { id: to }, type })
  const created = await batchApi.create('contacts', 'companies', { inputs: [input('contact_to_company')] })
  expect(created.results).toMatchObject([
    { _from: { id: person }, to: { id: firm }, type: 'contact_to_company' },
  ])
  const partly = await batchApi.create('contacts', 'companies', {
    inputs: [input('1'), input('1', '999999999')],
  })
  expect(partly).toMatchObject({ numErrors: 1 })
  const read = await batchApi.read('contacts', 'companies', { inputs: [{ id: person }] })
  expect(read.results).toMatchObject([
    {
      _from: { id: person },
      to: [
        { id: firm, type: 'primary_contact_to_company' },
        { id: firm, type: 'contact_to_company' },
      ],
    },
  ])
  await other.crm.associations.batchApi.archive('contacts', 'companies', { inputs: [input('279')] })
  expect(await seen(person)).toHaveLength(1)
  await batchApi.archive('contacts', 'companies', { inputs: [input('279')] })
  expect(await seen(person)).toEqual([])
  expect((await refusal(batchApi.create('contacts', 'companies', { inputs: [input('friends')] }))).code).toBe(
    400,
  )
})

test.each([
  ['/crm/objects/2026-03', '/crm/associations/2026-03'],
  ['/crm/objects/2026-09-beta', '/crm/associations/v4'],
  ['/crm/v4/objects', '/crm/v4/associations'],
])('the same is served under %s and %s', async (objects, types) => {
  const [person, firm] = [await made('contacts'), await made('companies')]
  const { call } = server.a
  const put = await call('PUT', `${objects}/contact/${person}/associations/default/company/${firm}`)
  expect(put.status).toBe(200)
  const page = await call('GET', `${objects}/0-1/${person}/associations/0-2/`)
  expect(page.body).toMatchObject({ results: [{ toObjectId: firm }] })
  expect((await call('GET', `${types}/contacts/companies/labels`)).body).toMatchObject({
    results: expect.arrayContaining([plain]),
  })
  const read = await call('POST', `${types}/contacts/companies/batch/read`, { inputs: [{ id: person }] })
  expect(read.body).toMatchObject({ results: [{ to: [{ toObjectId: firm }] }] })
  expect((await call('GET', `${objects.replace('v4', 'v3')}/contacts/${person}`)).status).toBe(200)
})

test.each([
  ['an unknown object type', 404, 'PUT', '/crm/v4/objects/contacts/:a/associations/default/spaceships/:b'],
  ['a record with itself', 400, 'PUT', '/crm/v4/objects/contacts/:a/associations/default/contacts/:a'],
  ['an unknown label', 400, 'PUT', '/crm/v4/objects/contacts/:a/associations/companies/:b', [spec(4711)]],
  ['no label', 400, 'PUT', '/crm/v4/objects/contacts/:a/associations/companies/:b', []],
  [
    'a label of the other direction',
    400,
    'PUT',
    '/crm/v4/objects/contacts/:a/associations/companies/:b',
    [spec(2)],
  ],
  [
    'half a body',
    400,
    'PUT',
    '/crm/v4/objects/contacts/:a/associations/companies/:b',
    [{ associationTypeId: 1 }],
  ],
  [
    'ten thousand ids',
    400,
    'POST',
    '/crm/v4/associations/contacts/companies/batch/archive',
    many({ to: [{ id: '1' }] }),
  ],
  [
    'ten thousand reads',
    400,
    'POST',
    '/crm/v4/associations/contacts/companies/batch/read',
    many({ id: '1' }),
  ],
  [
    'ten thousand ids of one',
    400,
    'POST',
    '/crm/v4/associations/contacts/companies/batch/archive',
    {
      inputs: Array.from({ length: 10 }, () => ({ from: { id: '1' }, to: Array(1_000).fill({ id: '2' }) })),
    },
  ],
  [
    'a label without text',
    400,
    'POST',
    '/crm/v4/associations/contacts/companies/labels',
    { label: ' ', name: 'x' },
  ],
  ['a label that is no number', 400, 'DELETE', '/crm/v4/associations/contacts/companies/labels/first'],
])('%s is refused and changes nothing', async (_what, status, method, path, body?: unknown) => {
  const [a, b] = [await made('contacts'), await made('companies')]
  const before = await fingerprint(server.db, server.a.accountId)
  const answer = await server.a.call(method, path.replaceAll(':a', a).replaceAll(':b', b), body)
  expect([answer.status, answer.body.status]).toEqual([status, 'error'])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

function many(input: object) {
  return { inputs: Array.from({ length: 10_000 }, () => ({ from: { id: '1' }, ...input })) }
}

test('a token that may see one side only learns nothing of the other', async () => {
  const [person, firm] = [await made('contacts'), await made('companies')]
  const reader = await server.restricted(['crm.objects.contacts.read', 'crm.objects.contacts.write'])
  const path = `/crm/v4/objects/contacts/${person}/associations`
  expect((await reader.call('GET', `${path}/companies`)).status).toBe(403)
  expect((await reader.call('PUT', `${path}/default/companies/${firm}`)).status).toBe(403)
  expect((await reader.call('GET', `${path}/contacts`)).status).toBe(200)
})

test('W-LOG-10 W-FLF-2 an association made by API enrolls whom a live workflow asks for it, and one taken away does not', async () => {
  const { enrollmentCriteria } = aFlow()
  const branch = { ...all(), filterBranches: [associated('0-2', 279, isEqualTo('name', 'Wanted'))] }
  const flow = aFlow({
    startActionId: '1',
    actions: [setProperty('1', 'lastname', 'Associated')],
    enrollmentCriteria: { ...(enrollmentCriteria as object), listFilterBranch: anyGroup(branch) },
  })
  const created = await server.a.call<{ id: string }>('POST', '/automation/v4/flows', flow)
  await server.a.call('POST', `/millrace/v1/workflows/${created.body.id}/publication`, {
    enrollExisting: false,
  })
  await work()
  const [person, bystander] = [await made('contacts'), await made('contacts')]
  const firm = (await hub.crm.companies.basicApi.create({ properties: { name: 'Wanted' }, associations: [] }))
    .id
  await work()
  const wakes = server.wakes.length
  await hub.crm.associations.v4.basicApi.createDefault('companies', firm, 'contacts', person)
  expect(server.wakes.length).toBeGreaterThan(wakes)
  await hub.crm.associations.v4.basicApi.createDefault('companies', firm, 'contacts', bystander)
  await hub.crm.associations.v4.basicApi.archive('contacts', bystander, 'companies', firm)
  await work()
  const nameOf = async (id: string) =>
    (await hub.crm.contacts.basicApi.getById(id, ['lastname'])).properties.lastname
  expect(await nameOf(person)).toBe('Associated')
  const history = await server.a.call('GET', `/millrace/v1/workflows/${created.body.id}/enrollments`)
  expect(history.body.results).toContainEqual(expect.objectContaining({ recordId: person }))
})

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
