// HubSpot's own client against our server: only the base URL differs (api.md 9).
import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { hub, other } = await twoClients({ numberOfApiCallRetries: 3 })

const one = (properties: Record<string, string>) => ({ properties, associations: [] })

test.each([
  ['contacts', { email: 'Ada@Example.test', firstname: 'Ada' }, { firstname: 'Augusta' }],
  ['companies', { name: 'Analytical', domain: 'engine.test' }, { name: 'Analytical Engines' }],
  ['deals', { dealname: 'First', amount: '12.50' }, { amount: '13' }],
] as const)('%s are created, read, changed, listed and archived', async (type, values, change) => {
  const api = hub.crm[type].basicApi
  const made = await api.create(one(values))
  expect(made.createdAt).toBeInstanceOf(Date)
  const [name] = Object.keys(values) as [string]
  const read = await api.getById(made.id, [...Object.keys(values)])
  expect(read.properties).toMatchObject({ ...values, ...(type === 'deals' && { amount: '12.5' }) })
  expect(read.properties.hs_object_id).toBe(made.id)
  const changed = await api.update(made.id, { properties: change })
  expect(changed.properties).toMatchObject(change)
  expect((await api.getById(made.id)).updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime())
  const page = await api.getPage(100, undefined, [name])
  expect(page.results.map(({ id }) => id)).toContain(made.id)
  expect(page.paging).toBeUndefined()
  expect((await refusal(other.crm[type].basicApi.getById(made.id))).code).toBe(404)
  expect((await refusal(other.crm[type].basicApi.update(made.id, { properties: change }))).code).toBe(404)
  await other.crm[type].basicApi.archive(made.id)
  expect((await api.getById(made.id)).archived).toBe(false)
  await api.archive(made.id)
  await api.archive(made.id)
  const { code, body } = await refusal(api.getById(made.id))
  expect([code, body.category]).toEqual([404, 'OBJECT_NOT_FOUND'])
  expect((await api.getById(made.id, undefined, undefined, undefined, true)).archived).toBe(true)
})

test('a unique value that is taken is a 409 that names the holder and is not tried again', async () => {
  const api = hub.crm.contacts.basicApi
  const first = await api.create(one({ email: 'twin@example.test' }))
  const { code, body } = await refusal(api.create(one({ email: 'TWIN@example.test ' })))
  expect([code, body.category]).toEqual([409, 'CONFLICT'])
  expect(body.message).toContain(`Existing ID: ${first.id}`)
  expect((await api.getById('twin@example.test', undefined, undefined, undefined, false, 'email')).id).toBe(
    first.id,
  )
  await other.crm.contacts.basicApi.create(one({ email: 'twin@example.test' }))
})

test('batches answer 207 with what went well and what did not, in the client’s own classes', async () => {
  const batch = hub.crm.contacts.batchApi
  const made = await batch.create({
    inputs: [
      one({ email: 'b1@example.test' }),
      one({ email: 'b2@example.test', nonsense: '1' }),
      one({ email: 'b1@example.test' }),
      { ...one({ email: 'b3@example.test' }), objectWriteTraceId: 'mine' },
    ],
  })
  expect(made).toMatchObject({ status: 'COMPLETE', numErrors: 2 })
  expect(made.results.map(({ properties }) => properties.email)).toEqual([
    'b1@example.test',
    'b3@example.test',
  ])
  const { errors } = made as unknown as { errors: { category: string; context: object; links: object }[] }
  expect(errors.map(({ category }) => category)).toEqual(['VALIDATION_ERROR', 'CONFLICT'])
  for (const error of errors)
    expect(error).toMatchObject({ context: {}, links: {}, errors: expect.any(Array) })
  const [b1, b3] = made.results.map(({ id }) => id) as [string, string]

  const changed = await batch.update({
    inputs: [
      { id: b1, properties: { firstname: 'One' } },
      { id: '999999999', properties: { firstname: 'None' } },
    ],
  })
  expect(changed).toMatchObject({ numErrors: 1, results: [{ id: b1, properties: { firstname: 'One' } }] })

  const upserted = await batch.upsert({
    inputs: [
      { id: 'b3@example.test', idProperty: 'email', properties: { firstname: 'Three' } },
      { id: 'b4@example.test', idProperty: 'email', properties: { firstname: 'Four' } },
    ],
  })
  expect(upserted.results.map((result) => (result as { _new?: boolean })._new)).toEqual([false, true])
  expect(upserted.results[0]?.id).toBe(b3)

  const read = await batch.read({
    inputs: [{ id: 'b3@example.test' }, { id: 'nobody@example.test' }],
    idProperty: 'email',
    properties: ['firstname'],
    propertiesWithHistory: ['firstname'],
  })
  expect(read).toMatchObject({ numErrors: 1, results: [{ id: b3, properties: { firstname: 'Three' } }] })
  expect(read.results[0]?.propertiesWithHistory?.firstname).toMatchObject([
    { value: 'Three', sourceType: 'INTEGRATION' },
  ])
  await batch.archive({ inputs: [{ id: b1 }, { id: b3 }] })
  expect((await refusal(hub.crm.contacts.basicApi.getById(b1))).code).toBe(404)
})

test('values are text whatever their type, and empty text clears (api.md 2.6)', async () => {
  const api = hub.crm.deals.basicApi
  const { id } = await api.create(one({ dealname: 'D', amount: '1e3', closedate: '1767225600000' }))
  const shown = ['amount', 'closedate', 'dealname', 'no_such_property']
  expect((await api.getById(id, shown)).properties).toMatchObject({
    amount: '1000',
    closedate: '2026-01-01T00:00:00.000Z',
  })
  const { properties } = await api.update(id, { properties: { amount: '' } })
  expect(properties.amount).toBeNull()
  const { code, body } = await refusal(
    api.update(id, { properties: { amount: 'much', closedate: 'soon', hs_object_id: '1', nope: '1' } }),
  )
  expect(code).toBe(400)
  expect((body.errors as { code: string; in: string }[]).map((error) => [error.in, error.code])).toEqual([
    ['amount', 'INVALID_NUMBER'],
    ['closedate', 'INVALID_DATE'],
    ['hs_object_id', 'READ_ONLY_VALUE'],
    ['nope', 'PROPERTY_DOESNT_EXIST'],
  ])
  expect((await api.getById(id, shown)).properties.dealname).toBe('D')
})

test('getAll pages to the end', async () => {
  await hub.crm.tickets.batchApi.create({
    inputs: Array.from({ length: 100 }, (_, i) => one({ subject: `Ticket ${i}` })),
  })
  await hub.crm.tickets.batchApi.create({ inputs: [one({ subject: 'Ticket 100' })] })
  expect(await hub.crm.tickets.getAll(10)).toHaveLength(101)
  expect(await other.crm.tickets.getAll()).toHaveLength(0)
})
