// The special forms of issue 3's "Bad input", on every endpoint there is: derived from the contract, so that a new
// endpoint is held to them by itself.
import { contract, type Endpoint } from '@millrace/api'
import { inputSchema, type TestServer, testServer } from '@millrace/api/testing'
import { createToken, revokeToken } from '@millrace/store'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonSchema } from './from-schema.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await server.a.call('POST', '/crm/v3/objects/contacts', { properties: { email: 'ada@a.test' } })
  await server.b.call('POST', '/crm/v3/objects/contacts', { properties: { email: 'canary@b.test' } })
})
afterAll(() => server.close())

/** Everything of both accounts. */
async function everything(): Promise<string> {
  const prints = [server.a, server.b].map(({ accountId }) => fingerprint(server.db, accountId))
  return (await Promise.all(prints)).join()
}

/** A path of the endpoint: of contacts, and of things with the number 1. */
function pathOf({ path }: Endpoint): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) => (/objectType/i.test(name) ? 'contacts' : '1'))
}

interface Answered {
  readonly id: string
  readonly status: number
  readonly category?: unknown
}

async function ask(endpoint: Endpoint, authorization: string | undefined, body?: string): Promise<Answered> {
  const response = await fetch(server.url + pathOf(endpoint), {
    method: endpoint.method,
    redirect: 'manual',
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return {
    id: endpoint.id,
    status: response.status,
    ...(isJson && text !== '' && { category: (JSON.parse(text) as { category?: unknown }).category }),
  }
}

/** One after the other, eight at a time. */
async function askAll(
  endpoints: readonly Endpoint[],
  one: (endpoint: Endpoint) => Promise<Answered>,
): Promise<Answered[]> {
  const answers: Answered[] = []
  for (let from = 0; from < endpoints.length; from += 8)
    answers.push(...(await Promise.all(endpoints.slice(from, from + 8).map(one))))
  return answers
}

const closed = contract.filter((endpoint) => !endpoint.public)
const withBody = contract.filter(({ body, method }) => body !== undefined && method !== 'GET')
const bearer = () => `Bearer ${server.a.token}`

test('api.md 2.1 without a token, with an expired, revoked or unknown one nobody gets in anywhere', async () => {
  const before = await everything()
  const { accountId } = server.a
  const expired = await createToken(server.db, { accountId, label: 'expired', expiresAt: Date.now() - 1_000 })
  const revoked = await createToken(server.db, { accountId, label: 'revoked' })
  await revokeToken(server.db, accountId, revoked.id)
  const tokens: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'INVALID_AUTHENTICATION'],
    ['Bearer ', 'INVALID_AUTHENTICATION'],
    [`Basic ${server.a.token}`, 'INVALID_AUTHENTICATION'],
    [`Bearer ${server.a.token}x`, 'INVALID_AUTHENTICATION'],
    [`Bearer ${revoked.text}`, 'INVALID_AUTHENTICATION'],
    [`Bearer ${expired.text}`, 'EXPIRED_AUTHENTICATION'],
  ]
  for (const [authorization, category] of tokens) {
    const answers = await askAll(closed, (endpoint) => ask(endpoint, authorization))
    expect(answers.filter((answer) => answer.status !== 401 || answer.category !== category)).toEqual([])
  }
  expect(await everything()).toBe(before)
})

test('a body of three megabytes is refused everywhere, and nothing has changed', {
  timeout: 120_000,
}, async () => {
  const before = await everything()
  const body = JSON.stringify({ name: 'x'.repeat(3 * 1024 * 1024) })
  const answers = await askAll(withBody, (endpoint) => ask(endpoint, bearer(), body))
  expect(answers.filter(({ status }) => status !== 413)).toEqual([])
  expect(await everything()).toBe(before)
})

/** Bodies with ten thousand entries wherever the schema has an array: at the top, or as a member. */
function hugeBodies({ body }: Endpoint): unknown[] {
  if (!body) return []
  const schema = inputSchema(body) as JsonSchema
  const entries = (items: JsonSchema | undefined) =>
    Array.from({ length: 10_000 }, (_, i) =>
      isText(items) ? String(i + 5_000_000) : { id: String(i + 5_000_000) },
    )
  if (schema.type === 'array') return [entries(schema.items)]
  return Object.entries(schema.properties ?? {})
    .filter(([, { type }]) => type === 'array')
    .map(([name, { items }]) => ({ [name]: entries(items) }))
}

function isText(items: JsonSchema | undefined): boolean {
  return (items?.type ?? items?.anyOf?.[0]?.type) === 'string'
}

test('api.md 2.7 ten thousand entries in a batch are refused, or looked at and found wanting; nothing has changed', {
  timeout: 120_000,
}, async () => {
  const before = await everything()
  const answers: Answered[] = []
  for (const endpoint of withBody)
    for (const body of hugeBodies(endpoint)) answers.push(await ask(endpoint, bearer(), JSON.stringify(body)))
  expect(answers.length).toBeGreaterThan(20)
  expect(answers.filter(({ status }) => status >= 500)).toEqual([])
  expect(answers.filter(({ id, status }) => status < 300 && !/read|search/i.test(id))).toEqual([])
  expect(await everything()).toBe(before)
})

test('api.md 3.1 a search of two hundred filters, or of two hundred groups, is refused', async () => {
  const filters = Array.from({ length: 200 }, (_, i) => ({
    propertyName: 'email',
    operator: 'EQ',
    value: `${i}@a.test`,
  }))
  const groups = filters.map((filter) => ({ filters: [filter] }))
  for (const filterGroups of [[{ filters }], groups]) {
    const answer = await server.a.call('POST', '/crm/v3/objects/contacts/search', { filterGroups })
    expect([answer.status, answer.body.category]).toEqual([400, 'VALIDATION_ERROR'])
  }
})
