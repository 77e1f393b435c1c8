// Large batches: parts of a transaction each, one answer.
import { fingerprint, records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
let people: readonly string[]
let theirs: string
beforeAll(async () => {
  server = await testServer()
  people = await made('0-1', 1_200)
  const [foreign] = await records(server.db, server.b.accountId, '0-2', [{}])
  theirs = String(foreign)
})
afterAll(() => server.close())

const path = '/crm/v4/associations/contacts/companies/batch'

async function made(objectTypeId: string, count: number): Promise<string[]> {
  const empty = Array.from({ length: count }, () => ({}))
  return (await records(server.db, server.a.accountId, objectTypeId, empty)).map(String)
}
const ofHub = (typeId: number) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId })
const others = () => fingerprint(server.db, server.b.accountId)

/** How often a record was written since it was made. */
async function changesOf(id: string): Promise<number> {
  const [row] = await server.db.withAccount(server.a.accountId, 'read', (tx) =>
    tx.query<{ version: number }>(
      sql`SELECT version FROM records WHERE account_id = ${tx.accountId} AND id = ${id}::bigint`,
    ),
  )
  return (row?.version ?? 0) - 1
}

interface Answered {
  readonly results: readonly { fromObjectId: string; toObjectId: string; labels: string[] }[]
  readonly numErrors?: number
  readonly errors?: readonly { subCategory: string; context: Record<string, string[]> }[]
}

test('2.7 engine.md 1 of 1,200 pairs onto one hub each is accepted or refused for itself, and the hub is held for 500 at most', async () => {
  const [firm = ''] = await made('0-2', 1)
  const before = await others()
  const to = (place: number) => (place === 3 ? theirs : place === 1_100 ? '999999999' : firm)
  const inputs = people.map((id, place) => ({ from: { id }, to: { id: to(place) }, types: [ofHub(1)] }))
  const create = () =>
    server.a.call<Answered>('POST', `${path}/create`, { inputs }, { 'idempotency-key': 'k' })
  const { status, body } = await create()
  expect([status, body.numErrors, body.results.length]).toEqual([207, 2, 1_198])
  expect(body.errors?.map(({ subCategory, context }) => [subCategory, context.fromObjectId])).toEqual([
    ['RECORD_NOT_FOUND', [people[3]]],
    ['RECORD_NOT_FOUND', [people[1_100]]],
  ])
  const wanted = people.filter((_, place) => to(place) === firm)
  expect(body.results.map(({ fromObjectId }) => fromObjectId)).toEqual(wanted)
  expect(body.results[1_197]).toMatchObject({ toObjectId: firm, labels: ['Primary'] })
  expect(await changesOf(firm)).toBe(3)
  expect(await create()).toMatchObject({ status: 207, body })
  expect(await changesOf(firm)).toBe(3)
  const reused = await server.a.call('POST', `${path}/create`, { inputs: [] }, { 'idempotency-key': 'k' })
  expect(reused.status).toBe(409)
  expect(await others()).toBe(before)
})

test('several types between two records weigh as much as several pairs', async () => {
  const [firm = ''] = await made('0-2', 1)
  const inputs = people
    .slice(0, 260)
    .map((id) => ({ from: { id }, to: { id: firm }, types: [ofHub(1), ofHub(279)] }))
  expect((await server.a.call('POST', `${path}/create`, { inputs })).status).toBe(201)
  expect(await changesOf(firm)).toBe(2)
})

test('associations without a label, and those of the third version, go in parts too, and are taken away in parts', async () => {
  const [firm = ''] = await made('0-2', 1)
  const pairs = people.slice(0, 501).map((id) => ({ from: { id }, to: { id: firm } }))
  const plain = await server.a.call<Answered>('POST', `${path}/associate/default`, { inputs: pairs })
  expect([plain.status, plain.body.results.length]).toEqual([200, 1_002])
  expect(await changesOf(firm)).toBe(2)
  const older = '/crm/v3/associations/contacts/companies/batch/create'
  const typed = pairs.map((pair) => ({ ...pair, type: '1' }))
  expect((await server.a.call('POST', older, { inputs: typed })).status).toBe(201)
  expect(await changesOf(firm)).toBe(4)
  const inputs = people.slice(0, 501).map((id) => ({ from: { id }, to: [{ id: firm }] }))
  expect((await server.a.call('POST', `${path}/archive`, { inputs })).status).toBe(204)
  expect(await changesOf(firm)).toBe(6)
  expect((await server.b.call('GET', `/crm/v4/objects/companies/${firm}/associations/contacts`)).status).toBe(
    404,
  )
})

test('a type that is not there, in the last part of a batch of the third version, refuses all of it', async () => {
  const [firm = ''] = await made('0-2', 1)
  const before = await fingerprint(server.db, server.a.accountId)
  const inputs = people
    .slice(0, 501)
    .map((id, place) => ({ from: { id }, to: { id: firm }, type: place === 500 ? 'friends' : '1' }))
  const refused = await server.a.call('POST', '/crm/v3/associations/contacts/companies/batch/create', {
    inputs,
  })
  expect([refused.status, refused.body.subCategory]).toEqual([400, 'ASSOCIATION_TYPE_NOT_FOUND'])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})
