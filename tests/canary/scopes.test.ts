// What a token may do is what its scopes say, at every endpoint of the contract; where none are asked for, on purpose.
import { Client } from '@hubspot/api-client'
import { contract, type Endpoint } from '@millrace/api'
import { type Tenant, type TestServer, testServer } from '@millrace/api/testing'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestsTo } from './requests.js'

let server: TestServer
let stranger: Tenant
beforeAll(async () => {
  server = await testServer()
  stranger = await server.restricted(['nothing.here'])
})
afterAll(() => server.close())

const guarded = contract.filter(({ scopes }) => scopes !== undefined)

/** One request to an endpoint; whether it finds anything does not matter. */
function askOf(endpoint: Endpoint, by: Tenant) {
  const asked = requestsTo(endpoint, new Map([['none', { id: '999999999' }]]), ['contacts']).at(-1)
  if (!asked) throw new Error(`${endpoint.id} cannot be asked`)
  return by.call(asked.method, asked.path, asked.body)
}

interface Detail {
  readonly context?: { readonly requiredGranularScopes?: readonly string[] }
}

/** What a request of these tests needs besides: a second object type that only the body names. */
const besides: Readonly<Record<string, readonly string[]>> = {
  createSchemaAssociation: ['crm.schemas.custom.write'],
}

/** The scopes of an endpoint, asked with contacts. */
const scopesOf = ({ scopes = [], path }: Endpoint) =>
  scopes.map((scope) => scope.replace('{type}', path.includes(':objectType') ? 'contacts' : 'custom'))

test('every endpoint refuses a token without its scopes, names them, and changes nothing', async () => {
  const before = await fingerprint(server.db, server.a.accountId)
  const wrong: string[] = []
  for (const endpoint of guarded) {
    const { status, body } = await askOf(endpoint, stranger)
    const needed = JSON.stringify(scopesOf(endpoint))
    const named = JSON.stringify((body.errors as Detail[] | undefined)?.[0]?.context?.requiredGranularScopes)
    if (status !== 403 || body.category !== 'MISSING_SCOPES' || named !== needed)
      wrong.push(`${endpoint.id}: ${status} ${named} for ${needed}`)
  }
  expect(wrong).toEqual([])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test('every endpoint is content with its scopes', async () => {
  const wrong: string[] = []
  for (const endpoint of guarded) {
    const holder = await server.restricted([...scopesOf(endpoint), ...(besides[endpoint.id] ?? [])])
    const { status, body } = await askOf(endpoint, holder)
    if ([401, 403].includes(status) || status >= 500) wrong.push(`${endpoint.id}: ${status} ${body.message}`)
  }
  expect(wrong).toEqual([])
})

test('endpoints that ask for no scope do so on purpose', () => {
  const unguarded = contract.filter(({ scopes, ownerOnly }) => scopes === undefined && !ownerOnly)
  const names = (of: readonly Endpoint[]) => of.map(({ id }) => id).sort()
  // Whoever holds any token may know which account it is of.
  expect(names(unguarded.filter((endpoint) => !endpoint.public))).toEqual(['accountDetails'])
  // Made for people without a token: what they send is proof enough, or needs none.
  expect(names(unguarded.filter((endpoint) => endpoint.public))).toEqual([
    'decideConsent',
    'deleteRefreshToken',
    'describeAccessToken',
    'describeRefreshToken',
    'introspectToken',
    'issueTokens',
    'revokeOauthToken',
    'showConsent',
    'showUnsubscribePage',
    'submitForm',
    'unsubscribeByLink',
  ])
  expect(names(contract.filter(({ ownerOnly }) => ownerOnly))).toEqual(['createAccount', 'listAccounts'])
})

test('nobody gives more than they have, and what they give is listed, renewed and revoked', async () => {
  const path = '/millrace/v1/tokens'
  const maker = await server.restricted(['millrace.tokens.read', 'millrace.tokens.write', 'automation'])
  for (const scopes of [undefined, ['crm.lists.write']]) {
    const { status, body } = await maker.call('POST', path, { label: 'more', ...(scopes && { scopes }) })
    expect([status, body.errors]).toMatchObject([403, [{ in: 'scopes' }]])
  }
  const made = await maker.call('POST', path, { label: 'fewer', scopes: ['automation'] })
  expect(made.body).toMatchObject({ label: 'fewer', scopes: ['automation'], expiresAt: null })
  const as = (token: unknown) => ({ authorization: `Bearer ${String(token)}` })
  const flows = async (token: unknown) =>
    (await fetch(`${server.url}/automation/v4/flows`, { headers: as(token) })).status
  expect(await flows(made.body.token)).toBe(200)
  const renewed = await maker.call('POST', `${path}/${made.body.id}/rotation`, {})
  expect(renewed.body.id).not.toBe(made.body.id)
  expect(await flows(renewed.body.token)).toBe(200)
  const listed = await maker.call<{ results: { last4: string }[] }>(
    'GET',
    `${path}?after=${Number(renewed.body.id) - 1}`,
  )
  expect(listed.body.results.map(({ last4 }) => last4)).toContain(String(renewed.body.token).slice(-4))
  expect(JSON.stringify(listed.body)).not.toContain(String(renewed.body.token))
  // A token that lives on is somebody else's to end: not another account's.
  await server.b.call('DELETE', `${path}/${renewed.body.id}`)
  expect((await server.b.call('POST', `${path}/${renewed.body.id}/rotation`, {})).status).toBe(404)
  const another = await maker.call('POST', `${path}/${renewed.body.id}/rotation`, { keepOldForSeconds: 600 })
  await maker.call('DELETE', `${path}/${another.body.id}`)
  expect(await flows(another.body.token)).toBe(401)
  expect(await flows(renewed.body.token)).toBe(200)
})

test('2.1 a developer key opens in an address what clients ask with one, and nothing else; a token does not travel there', async () => {
  const { body } = await server.a.call('POST', '/millrace/v1/tokens', {
    label: 'developer',
    developerKey: true,
  })
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(server.url + path, { headers })).status
  const key = `hapikey=${String(body.token)}`
  expect(await ask(`/automation/v4/flows?${key}`)).toBe(401)
  expect(await ask('/automation/v4/flows', { authorization: `Bearer ${String(body.token)}` })).toBe(401)
  expect(await ask(`/automation/v4/actions/1?${key}`)).not.toBe(401)
  expect(await ask('/automation/v4/actions/1?hapikey=wrong')).toBe(401)
  expect(await ask(`/automation/v4/actions/1?hapikey=${server.a.token}`)).toBe(401)
  expect(await ask('/automation/v4/actions/1')).toBe(401)
  const developer = new Client({ basePath: server.url, developerApiKey: String(body.token) })
  expect((await developer.automation.actions.definitionsApi.getPage(1)).results).toEqual([])
})
