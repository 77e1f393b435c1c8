// Labels, limits and what may be associated at all, through HubSpot's own client (api.md 3.1, 3.2).
import type { Client } from '@hubspot/api-client'
import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

type Type = 'contacts' | 'companies' | 'deals'
async function made(type: Type, client = hub): Promise<string> {
  return (await client.crm[type].basicApi.create({ properties: {}, associations: [] })).id
}
const spec = (associationTypeId: number, associationCategory = 'HUBSPOT_DEFINED') =>
  ({ associationCategory, associationTypeId }) as never

async function seen(id: string, from = 'contacts', to = 'companies') {
  return (await hub.crm.associations.v4.basicApi.getPage(from, id, to)).results
}

test('v4: a label has two sides, is renamed on both, set, read and taken away', async () => {
  const { definitionsApi } = hub.crm.associations.v4.schema
  const { results } = await definitionsApi.create('contacts', 'companies', {
    name: 'employee_of',
    label: 'Employee',
    inverseLabel: 'Employer',
  })
  const [employee, employer] = results
  expect(results).toMatchObject([
    { category: 'USER_DEFINED', label: 'Employee' },
    { category: 'USER_DEFINED', label: 'Employer' },
  ])
  const typeId = employee?.typeId ?? 0
  const [person, firm] = [await made('contacts'), await made('companies')]
  await hub.crm.associations.v4.basicApi.create('contacts', person, 'companies', firm, [
    spec(typeId, 'USER_DEFINED'),
  ])
  expect((await seen(person))[0]?.associationTypes.map(({ label }) => label)).toEqual([null, 'Employee'])
  expect((await seen(firm, 'companies', 'contacts'))[0]?.associationTypes).toContainEqual(
    expect.objectContaining({ typeId: employer?.typeId, label: 'Employer' }),
  )

  await definitionsApi.update('contacts', 'companies', {
    associationTypeId: typeId,
    label: 'Worker',
    inverseLabel: 'Workplace',
  })
  const labels = async (client: Client, from: string, to: string) =>
    (await client.crm.associations.v4.schema.definitionsApi.getAll(from, to)).results.map(
      ({ label }) => label,
    )
  expect(typeId).toBeGreaterThan(1_000)
  expect(await labels(hub, 'contacts', 'companies')).toEqual(['Primary', null, 'Worker'])
  expect(await labels(hub, 'companies', 'contacts')).toContain('Workplace')
  expect(await labels(other, 'contacts', 'companies')).not.toContain('Worker')

  const taken = await refusal(
    definitionsApi.create('contacts', 'companies', { name: 'another', label: 'Worker' }),
  )
  expect([taken.code, taken.body.category]).toEqual([409, 'CONFLICT'])
  const system = { associationTypeId: 1, label: 'First' }
  expect((await refusal(definitionsApi.update('contacts', 'companies', system as never))).code).toBe(400)
  const missing = { associationTypeId: 4711, label: 'First' }
  expect((await refusal(definitionsApi.update('contacts', 'companies', missing as never))).code).toBe(404)

  await definitionsApi.remove('contacts', 'companies', typeId)
  await definitionsApi.remove('contacts', 'companies', typeId)
  expect((await seen(person))[0]?.associationTypes.map(({ label }) => label)).toEqual([null])
  expect(await labels(hub, 'companies', 'contacts')).not.toContain('Workplace')
})

test('A-ASC-7 v4: a limit lets a record have so many, refuses one more, and is lifted', async () => {
  const path = '/crm/v4/associations/definitions/configurations'
  const limit = { category: 'HUBSPOT_DEFINED', typeId: 341, maxToObjectIds: 1 }
  const change = (verb: string, input: object) =>
    server.a.call('POST', `${path}/deals/companies/batch/${verb}`, { inputs: [input] })
  expect((await change('create', limit)).status).toBe(201)
  expect((await change('create', { ...limit, typeId: 5 })).status).toBe(207)
  const between = await server.a.call('GET', `${path}/deals/companies`)
  expect(between.body).toMatchObject({ results: [{ typeId: 341, userEnforcedMaxToObjectIds: 1 }] })
  expect((await server.b.call('GET', `${path}/all`)).body.results).toEqual([])
  const [deal, first, second] = [await made('deals'), await made('companies'), await made('companies')]
  const { basicApi, batchApi } = hub.crm.associations.v4
  await basicApi.createDefault('deals', deal, 'companies', first)
  await basicApi.createDefault('deals', deal, 'companies', first)
  const refused = await refusal(basicApi.createDefault('companies', second, 'deals', deal))
  expect([refused.code, refused.body.subCategory]).toEqual([400, 'ASSOCIATION_LIMIT'])
  expect((await change('update', { ...limit, maxToObjectIds: 2 })).status).toBe(200)
  const inputs = [second, await made('companies')].map((id) => ({ _from: { id: deal }, to: { id } }))
  expect(await batchApi.createDefault('deals', 'companies', { inputs })).toMatchObject({ numErrors: 1 })
  expect(await seen(deal, 'deals', 'companies')).toHaveLength(2)
  expect((await change('purge', limit)).status).toBe(204)
  expect((await server.a.call('GET', `${path}/all`)).body.results).toEqual([])
})

test('schemas: two object types can be associated, until nothing needs it', async () => {
  const api = hub.crm.schemas.coreApi
  const custom = (name: string) =>
    api.create({
      name,
      labels: { singular: name },
      properties: [],
      associatedObjects: [],
      requiredProperties: [],
    } as never)
  const [boat, dock] = [(await custom('boat')).objectTypeId ?? '', (await custom('dock')).objectTypeId ?? '']
  const egg = { fromObjectTypeId: boat, toObjectTypeId: dock, name: 'boat_to_dock' }
  const association = await api.createAssociation(boat, egg)
  expect(association).toMatchObject({ fromObjectTypeId: boat, toObjectTypeId: dock, name: 'boat_to_dock' })
  expect((await refusal(api.createAssociation(boat, egg))).code).toBe(409)
  const [a, b] = [
    (await hub.crm.objects.basicApi.create(boat, { properties: {}, associations: [] })).id,
    (await hub.crm.objects.basicApi.create(dock, { properties: {}, associations: [] })).id,
  ]
  await hub.crm.associations.v4.basicApi.createDefault(boat, a, dock, b)
  expect((await refusal(api.archiveAssociation(boat, association.id))).code).toBe(409)
  await hub.crm.associations.v4.basicApi.archive(boat, a, dock, b)
  await api.archiveAssociation(boat, association.id)
  await api.archiveAssociation(boat, association.id)
  expect((await refusal(hub.crm.associations.v4.basicApi.createDefault(boat, a, dock, b))).code).toBe(400)
  expect((await api.createAssociation(boat, egg)).id).toBe(association.id)
  expect((await refusal(api.archiveAssociation('contacts', '279'))).code).toBe(400)
  expect((await refusal(other.crm.schemas.coreApi.createAssociation(boat, egg))).code).toBe(404)
})
