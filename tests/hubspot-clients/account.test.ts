// What HubSpot's client asks of the account itself; and properties and schemas once more in the dated spelling.
import type { Client } from '@hubspot/api-client'
import { expect, test } from 'vitest'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

async function ask<T = Record<string, unknown>>(of: Client, method: string, path: string, body?: object) {
  const response = await of.apiRequest({ method: method as 'GET', path, ...(body && { body }) })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as T }
}

test.each([
  '/account-info/v3/details',
  '/account-info/2026-03/details',
  '/account-info/2026-09-beta/details/',
])('a token learns at %s which account it is of, and nothing of another', async (path) => {
  const { body } = await ask(hub, 'GET', path)
  expect(body).toMatchObject({
    portalId: server.a.accountId,
    accountType: 'STANDARD',
    timeZone: 'UTC',
    companyCurrency: 'USD',
    utcOffsetMilliseconds: 0,
  })
  expect((await ask(other, 'GET', path)).body.portalId).toBe(server.b.accountId)
})

test('properties in the dated spelling: made, read, changed, in groups and batches, archived', async () => {
  const path = '/crm/properties/2026-03/contacts'
  const property = (name: string) => ({
    name,
    label: name,
    type: 'string',
    fieldType: 'text',
    groupName: 'dated',
  })
  expect((await ask(hub, 'POST', `${path}/groups`, { name: 'dated', label: 'Dated' })).status).toBe(201)
  expect((await ask(hub, 'POST', path, property('dated_one'))).status).toBe(201)
  const two = await ask(hub, 'POST', `${path}/batch/create`, { inputs: [property('dated_two')] })
  expect(two.status).toBe(201)
  const changed = await ask(hub, 'PATCH', `${path}/dated_one`, { label: 'One' })
  expect(changed.body).toMatchObject({ label: 'One', groupName: 'dated' })
  const read = await ask(hub, 'POST', `${path}/batch/read`, {
    archived: false,
    inputs: [{ name: 'dated_two' }],
  })
  expect(read.body).toMatchObject({ results: [{ name: 'dated_two' }] })
  expect((await ask(other, 'GET', `${path}/dated_one`)).status).toBe(404)
  expect((await ask(other, 'GET', `${path}/groups/dated`)).status).toBe(404)
  await ask(other, 'DELETE', `${path}/dated_one`)
  expect((await ask(hub, 'GET', `${path}/dated_one`)).status).toBe(200)
  expect((await ask(hub, 'DELETE', `${path}/dated_one`)).status).toBe(204)
  expect((await ask(hub, 'GET', `${path}/dated_one`)).status).toBe(404)
})

test('custom objects in the dated spelling: made, read, changed, archived', async () => {
  const path = '/crm-object-schemas/2026-03/schemas'
  const wanted = {
    name: 'boat',
    labels: { singular: 'Boat', plural: 'Boats' },
    primaryDisplayProperty: 'title',
    requiredProperties: [],
    properties: [{ name: 'title', label: 'Title', type: 'string', fieldType: 'text' }],
  }
  expect((await ask(hub, 'POST', path, wanted)).status).toBe(201)
  expect((await ask(hub, 'GET', `${path}/boat`)).body).toMatchObject({ name: 'boat', archived: false })
  const changed = await ask(hub, 'PATCH', `${path}/boat`, { labels: { plural: 'Ships' } })
  expect(changed.body).toMatchObject({ labels: { singular: 'Boat', plural: 'Ships' } })
  expect((await ask(other, 'GET', `${path}/boat`)).status).toBe(404)
  expect((await ask(hub, 'DELETE', `${path}/boat`)).status).toBe(204)
  expect((await ask<{ results: object[] }>(hub, 'GET', path)).body.results).toEqual([])
})
