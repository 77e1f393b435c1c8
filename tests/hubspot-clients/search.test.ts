// Search through HubSpot's own client: every operator, paging, sorting, text, associations (api.md 3.1).
import type { Client } from '@hubspot/api-client'
import { beforeAll, expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { hub, other } = await twoClients()

const deals = [
  { dealname: 'Water wheel', amount: '10' },
  { dealname: 'Mill stone', amount: '20' },
  { dealname: 'Mill race', amount: '30' },
  { dealname: 'Flour' },
]
beforeAll(async () => {
  for (const client of [hub, other])
    await client.crm.deals.batchApi.create({
      inputs: deals.map((properties) => ({ properties, associations: [] })),
    } as never)
})

type Request = Parameters<Client['crm']['deals']['searchApi']['doSearch']>[0]
const search = (client: Client, request: object) => client.crm.deals.searchApi.doSearch(request as Request)
const names = (results: readonly { properties: Record<string, string | null> }[]) =>
  results.map(({ properties }) => properties.dealname).sort()

test.each<[operator: string, filter: object, found: readonly string[]]>([
  ['EQ', { propertyName: 'amount', value: '20' }, ['Mill stone']],
  ['NEQ', { propertyName: 'amount', value: '20' }, ['Mill race', 'Water wheel']],
  ['LT', { propertyName: 'amount', value: '20' }, ['Water wheel']],
  ['LTE', { propertyName: 'amount', value: '20' }, ['Mill stone', 'Water wheel']],
  ['GT', { propertyName: 'amount', value: '20' }, ['Mill race']],
  ['GTE', { propertyName: 'amount', value: '20' }, ['Mill race', 'Mill stone']],
  ['BETWEEN', { propertyName: 'amount', value: '10', highValue: '20' }, ['Mill stone', 'Water wheel']],
  ['IN', { propertyName: 'dealname', values: ['flour', 'mill race'] }, ['Flour', 'Mill race']],
  ['NOT_IN', { propertyName: 'dealname', values: ['flour', 'mill race'] }, ['Mill stone', 'Water wheel']],
  ['HAS_PROPERTY', { propertyName: 'amount' }, ['Mill race', 'Mill stone', 'Water wheel']],
  ['NOT_HAS_PROPERTY', { propertyName: 'amount' }, ['Flour']],
  ['CONTAINS_TOKEN', { propertyName: 'dealname', value: 'mill' }, ['Mill race', 'Mill stone']],
  ['NOT_CONTAINS_TOKEN', { propertyName: 'dealname', value: 'mill' }, ['Flour', 'Water wheel']],
])('%s finds its deals, those of the own account', async (operator, filter, found) => {
  const request = { filterGroups: [{ filters: [{ ...filter, operator }] }], properties: ['dealname'] }
  const { total, results } = await search(hub, request)
  expect([total, names(results)]).toEqual([found.length, found])
  const theirs = new Set((await search(other, request)).results.map(({ id }) => id))
  expect(theirs.size).toBe(found.length)
  expect(results.filter(({ id }) => theirs.has(id))).toEqual([])
})

test('filters of a group must all hold, and of the groups one', async () => {
  const mill = { propertyName: 'dealname', operator: 'CONTAINS_TOKEN', value: 'mill' }
  const dear = { propertyName: 'amount', operator: 'GT', value: '25' }
  const unpriced = { propertyName: 'amount', operator: 'NOT_HAS_PROPERTY' }
  const filterGroups = [{ filters: [mill, dear] }, { filters: [unpriced] }]
  const { results } = await search(hub, { filterGroups, properties: ['dealname'] })
  expect(names(results)).toEqual(['Flour', 'Mill race'])
})

test('2.3 a search is paged from "0" on, in the order that is asked for, until there is no next page', async () => {
  const seen: (string | null | undefined)[] = []
  let after: string | undefined = '0'
  for (let pages = 0; after !== undefined && pages < 10; pages++) {
    const sorts = [{ propertyName: 'dealname', direction: 'DESCENDING' }]
    const page = await search(hub, { limit: 3, after, sorts, properties: ['dealname'] })
    expect(page.total).toBe(4)
    seen.push(...page.results.map(({ properties }) => properties.dealname))
    after = page.paging?.next?.after
  }
  expect(seen).toEqual(['Water wheel', 'Mill stone', 'Mill race', 'Flour'])
})

test('a search reads text, and its limits are told', async () => {
  const { results } = await search(hub, { query: 'wheel', properties: ['dealname'] })
  expect(names(results)).toEqual(['Water wheel'])
  const filter = { propertyName: 'amount', operator: 'EQ', value: '1' }
  for (const request of [
    { limit: 201 },
    { after: '10000' },
    { filterGroups: Array.from({ length: 6 }, () => ({ filters: [filter] })) },
    { filterGroups: [{ filters: Array.from({ length: 7 }, () => filter) }] },
    { filterGroups: Array.from({ length: 4 }, () => ({ filters: Array.from({ length: 5 }, () => filter) })) },
  ])
    expect((await refusal(search(hub, request))).code).toBe(400)
})

test.each(['2026-03', '2026-09-beta'])('the dated spelling of %s searches as well', async (version) => {
  const filters = [{ propertyName: 'amount', operator: 'EQ', value: '20' }]
  const response = await hub.apiRequest({
    method: 'POST',
    path: `/crm/objects/${version}/deals/search`,
    body: { filterGroups: [{ filters }], properties: ['dealname'] },
  })
  expect(await response.json()).toMatchObject({
    total: 1,
    results: [{ properties: { dealname: 'Mill stone' } }],
  })
})
