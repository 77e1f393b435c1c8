import { CommitUnknown, openDatabase } from '@millrace/store'
import type { FastifyBaseLogger } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf } from './errors.js'
import { startServer } from './server.js'
import { type TestServer, testServer } from './testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ publicUrl: 'https://crm.example/hubspot-api' })
})
afterAll(() => server.close())

const ignore = () => {}
const silence = {
  silent: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test('/health answers once the server serves and the database answers', async () => {
  const response = await fetch(`${server.url}/health`)
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
})

test('every error has the one body: status, message, a UUID that is also a header, category', async () => {
  const { status, body, headers } = await server.a.call('GET', '/nothing/here?x=1')
  expect(status).toBe(404)
  expect(body).toMatchObject({ status: 'error', category: 'OBJECT_NOT_FOUND', message: expect.any(String) })
  expect(body.correlationId).toMatch(uuid)
  expect(headers.get('x-hubspot-correlation-id')).toBe(body.correlationId)
  expect(headers.get('content-type')).toMatch('application/json')
})

test('a known path under another method is 405 and says which it takes', async () => {
  const { status, body, headers } = await server.a.call('PUT', '/crm/v3/objects/contacts', {})
  expect([status, body.category]).toEqual([405, 'METHOD_NOT_ALLOWED'])
  expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST'])
})

test.each<[string, Record<string, string>]>([
  ['nothing', {}],
  ['another scheme', { authorization: 'Basic YTpi' }],
  ['an unknown token', { authorization: 'Bearer pat-mr-unknown' }],
  ['an empty token', { authorization: 'Bearer ' }],
])('401 for %s', async (_name, headers) => {
  const response = await fetch(`${server.url}/crm/v3/objects/contacts`, { headers })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ category: 'INVALID_AUTHENTICATION', status: 'error' })
})

test('an expired token is 401 EXPIRED_AUTHENTICATION, a revoked one is unknown within seconds', async () => {
  const tenant = await server.restricted(['crm.objects.contacts.read'])
  const list = () => tenant.call('GET', '/crm/v3/objects/contacts')
  await server.db.owner.query(
    `UPDATE access_tokens SET expires_at = now() - interval '1 second' WHERE last4 = $1`,
    [tenant.token.slice(-4)],
  )
  const { status, body } = await list()
  expect([status, body.category]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
})

test('a token with scopes reaches what they name and is told what it lacks', async () => {
  const reader = await server.restricted(['crm.objects.contacts.read'])
  expect((await reader.call('GET', '/crm/v3/objects/contact')).status).toBe(200)
  expect((await reader.call('GET', '/crm/v3/objects/0-1')).status).toBe(200)
  const { status, body } = await reader.call('POST', '/crm/v3/objects/contacts', { properties: {} })
  expect([status, body.category]).toEqual([403, 'MISSING_SCOPES'])
  expect(body.errors).toMatchObject([{ context: { requiredGranularScopes: ['crm.objects.contacts.write'] } }])
  expect((await reader.call('GET', '/crm/v3/objects/companies')).status).toBe(403)
  expect((await reader.call('GET', '/automation/v4/flows')).status).toBe(403)
})

test('accounts belong to the owner of the installation', async () => {
  expect((await server.b.call('GET', '/millrace/v1/accounts')).status).toBe(403)
  expect((await server.b.call('POST', '/millrace/v1/accounts', { name: 'x' })).status).toBe(403)
  const made = await server.a.call('POST', '/millrace/v1/accounts', {
    name: ' New ',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    fiscalYearStartMonth: 4,
  })
  expect(made.status).toBe(201)
  const shown = { name: 'New', timeZone: 'Asia/Kolkata', currency: 'INR', fiscalYearStartMonth: 4 }
  expect(made.body).toMatchObject({ ...shown, accessToken: expect.any(String) })
  const response = await fetch(`${server.url}/account-info/2026-03/details`, {
    headers: { authorization: `Bearer ${made.body.accessToken}` },
  })
  expect(await response.json()).toMatchObject({
    portalId: Number(made.body.id),
    timeZone: 'Asia/Kolkata',
    companyCurrency: 'INR',
    utcOffset: '+05:30',
    utcOffsetMilliseconds: 19_800_000,
  })
  const { body: before } = await server.a.call('GET', '/millrace/v1/accounts')
  expect(before.results).toContainEqual(expect.objectContaining(shown))
  for (const [field, value] of [
    ['timeZone', 'Mars/Base'],
    ['currency', 'ZZZ'],
    ['currency', 'rupee'],
    ['fiscalYearStartMonth', 13],
  ] as const) {
    const bad = await server.a.call('POST', '/millrace/v1/accounts', { name: 'x', [field]: value })
    expect([bad.status, bad.body.errors]).toMatchObject([400, [{ in: field }]])
  }
  expect((await server.a.call('GET', '/millrace/v1/accounts')).body).toEqual(before)
})

test.each([
  '/hubspot-api/crm/v3/objects/contacts',
  '//crm//v3/objects/contacts/',
  '/crm/objects/2026-09/0-1',
])('clients may spell it %s', async (path) => {
  const { status, body } = await server.a.call('GET', `${path}?limit=1&unknown=parameter`)
  expect([status, body]).toEqual([200, { results: [] }])
})

test('the contract is printed as OpenAPI, and every reference in it leads somewhere', async () => {
  const response = await fetch(`${server.url}/openapi.json`)
  const document = (await response.json()) as {
    paths: object
    components: { schemas: Record<string, object> }
  }
  const text = JSON.stringify(document)
  const references = new Set(
    [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name),
  )
  expect(references.size).toBeGreaterThan(10)
  for (const name of references) expect(document.components.schemas).toHaveProperty([name as string])
  expect(text).not.toContain('$defs')
  expect(document.paths).toHaveProperty(['/crm/v3/objects/{objectType}/{objectId}', 'patch', 'operationId'])
  const branch = Object.entries(document.components.schemas).find(([name]) => name.startsWith('FilterBranch'))
  expect(JSON.stringify(branch?.[1])).toContain(`#/components/schemas/${branch?.[0]}`)
})

test('what is not HTTP is answered in the same form', async () => {
  const { connect } = await import('node:net')
  const { port, hostname } = new URL(server.url)
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write('NONSENSE\r\n\r\n'))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).toContain('"status":"error"')
})

test('no token and no value of a refused request is logged', async () => {
  await server.a.call('POST', '/crm/v3/objects/contacts', {
    properties: { email: 'canary@example.test', nope: 'canary' },
  })
  const logged = server.logged.join('\n')
  for (const secret of [server.a.token, server.b.token, 'canary']) expect(logged).not.toContain(secret)
})

test('while the database is away the answer is 503 and says when to come back; never 500', async () => {
  const db = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/nothing' })
  const log = { level: 'silent', child: () => log, ...silence } as FastifyBaseLogger
  const settings = { host: '127.0.0.1', port: 0 }
  const lonely = await startServer({ db, settings, log, waker: { wake() {}, async close() {} } })
  for (const path of ['/health', '/crm/v3/objects/contacts']) {
    const response = await fetch(lonely.url + path, { headers: { authorization: 'Bearer x' } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await response.json()).toMatchObject({ status: 'error', category: 'INTERNAL' })
  }
  await lonely.close()
  await db.close()
})

test('a commit whose end is unknown, and a conflict, are not to be tried again blindly', async () => {
  const unknown = problemOf(new CommitUnknown('the answer was lost'))
  expect([unknown.status, unknown.code]).toEqual([503, 'UNAVAILABLE'])
  expect(unknown.message).toContain('may or may not')
})
