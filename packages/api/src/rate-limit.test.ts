import { listRecordIds } from '@millrace/store'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from './authenticate.js'
import { problemOf, sendProblem } from './errors.js'
import { limitRate } from './rate-limit.js'
import { type TestServer, testServer } from './testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ rateLimit: 3 })
})
afterAll(() => server.close())

const contacts = '/crm/v3/objects/contacts'

test('2.4 each answer tells what is left, the first too many is a 429 that says for how long, and others go on', async () => {
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await server.a.call('GET', contacts))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
  expect(answers.map(({ headers }) => headers.get('x-hubspot-ratelimit-remaining'))).toEqual([
    '2',
    '1',
    '0',
    '0',
  ])
  const [first, , , last] = answers
  expect(Object.fromEntries(first?.headers ?? [])).toMatchObject({
    'x-hubspot-ratelimit-max': '3',
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
    'x-hubspot-ratelimit-secondly': '3',
    'x-hubspot-ratelimit-daily': '25920',
    'x-hubspot-ratelimit-daily-remaining': '25919',
  })
  expect(last?.body).toMatchObject({
    status: 'error',
    category: 'RATE_LIMITS',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
    correlationId: last?.headers.get('x-hubspot-correlation-id'),
  })
  expect(Number(last?.headers.get('retry-after'))).toSatisfy((s: number) => s >= 1 && s <= 10)
  expect(last?.headers.get('x-should-retry')).toBeNull()
  expect((await server.b.call('GET', contacts)).status).toBe(200)
})

test('2.4 a refused write changes nothing, and nobody unknown uses up what a caller has', async () => {
  const before = await server.b.call('GET', contacts)
  const stranger = () => fetch(server.url + contacts, { headers: { authorization: 'Bearer pat-unknown' } })
  for (let i = 0; i < 5; i++) expect((await stranger()).status).toBe(401)
  expect((await server.b.call('POST', contacts, { properties: { firstname: 'Third' } })).status).toBe(201)
  expect((await server.b.call('POST', contacts, { properties: { firstname: 'Fourth' } })).status).toBe(429)
  expect(before.body.results).toEqual([])
  const written = await server.db.withAccount(server.b.accountId, 'read', (tx) =>
    listRecordIds(tx, '0-1', { limit: 10 }),
  )
  expect(written).toHaveLength(1)
})

test('2.4 requests are counted over any ten seconds: a place is free ten seconds after it was taken', async () => {
  let now = 1_000_000
  const caller: Caller = { accountId: 1, tokenId: 1, userId: null, scopes: null, instanceOwner: false }
  const app = Fastify()
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    request.caller = caller
  })
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOf(error)))
  limitRate(app, 2, () => now)
  app.get('/', async () => ({}))
  const ask = async (at: number) => {
    now = 1_000_000 + at
    const { statusCode, headers } = await app.inject('/')
    return [statusCode, headers['retry-after']]
  }
  expect(await ask(0)).toEqual([200, undefined])
  expect(await ask(6_000)).toEqual([200, undefined])
  expect(await ask(9_999)).toEqual([429, '1'])
  expect(await ask(10_000)).toEqual([200, undefined])
  expect(await ask(10_001)).toEqual([429, '6'])
  expect(await ask(16_000)).toEqual([200, undefined])
})

test('2.4 nothing is counted, and nothing told, unless it is asked for', async () => {
  const free = await testServer()
  try {
    const { headers } = await free.a.call('GET', contacts)
    expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
  } finally {
    await free.close()
  }
})
