// A third-party app from registration to its end, through HubSpot's own client.
import { createHash } from 'node:crypto'
import { Client } from '@hubspot/api-client'
import { type TestServer, testServer } from '@millrace/api/testing'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from './refusal.js'

const redirect = 'https://app.example.test/callback?from=millrace'
const contacts = 'crm.objects.contacts.read'

interface App {
  readonly clientId: string
  readonly clientSecret: string
  readonly id: string
}

let server: TestServer
let app: App
let anybody: Client
beforeAll(async () => {
  server = await testServer()
  anybody = new Client({ basePath: server.url })
  app = await register({ scopes: [contacts, 'crm.objects.companies.read', 'automation'] })
})
afterAll(() => server.close())

async function register(members: object): Promise<App> {
  const answer = await server.b.call('POST', '/millrace/v1/apps', {
    name: 'Reporter <b>',
    redirectUrls: [redirect],
    ...members,
  })
  expect(answer.status).toBe(201)
  return answer.body as unknown as App
}

/** What a browser does on the consent page. */
function consent(
  query: Record<string, string>,
  form: Record<string, string> | undefined,
  more: RequestInit = {},
): Promise<Response> {
  const asked = { client_id: app.clientId, redirect_uri: redirect, scope: contacts, state: 's&1', ...query }
  const url = `${server.url}/oauth/authorize?${new URLSearchParams(asked)}`
  return fetch(url, {
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    ...more,
  })
}

const allow = (token = server.a.token) => ({ decision: 'allow', access_token: token })
const location = (response: Response) => new URL(response.headers.get('location') ?? 'none:')

async function aCode(query: Record<string, string> = {}, token?: string): Promise<string> {
  const response = await consent(query, allow(token))
  expect(response.status).toBe(302)
  return location(response).searchParams.get('code') ?? ''
}

const { clientId, clientSecret } = { clientId: () => app.clientId, clientSecret: () => app.clientSecret }
const exchange = (code: string, uri = redirect, secret = clientSecret()) =>
  anybody.oauth.tokensApi.create('authorization_code', code, uri, clientId(), secret)
const refresh = (token: string) =>
  anybody.oauth.tokensApi.create('refresh_token', undefined, undefined, clientId(), clientSecret(), token)
const as = (accessToken: string) => new Client({ basePath: server.url, accessToken })
const invalidGrant = { code: 400, body: { subCategory: 'OAUTH_GRANT_INVALID' } }

test('an app is let in, acts with what it was given and no more, and goes on by its refresh token', async () => {
  const page = await consent({}, undefined)
  const html = await page.text()
  expect(html).toContain('Reporter &#60;b&#62;')
  expect(html).toContain(contacts)
  const sent = await consent({}, allow())
  expect(sent.headers.get('cache-control')).toBe('no-store')
  const back = location(sent)
  expect([back.origin, back.searchParams.get('from'), back.searchParams.get('state')]).toEqual([
    'https://app.example.test',
    'millrace',
    's&1',
  ])
  const issued = await exchange(back.searchParams.get('code') ?? '')
  expect(issued).toMatchObject({ tokenType: 'bearer', expiresIn: 1800 })
  const hub = as(issued.accessToken)
  expect((await hub.crm.contacts.basicApi.getPage()).results).toEqual([])
  const refused = await refusal(hub.crm.companies.basicApi.getPage())
  expect([refused.code, refused.body.category]).toEqual([403, 'MISSING_SCOPES'])

  const again = await refresh(issued.refreshToken)
  expect(again.refreshToken).toBe(issued.refreshToken)
  expect(again.accessToken).not.toBe(issued.accessToken)
  expect((await as(again.accessToken).crm.contacts.basicApi.getPage()).results).toEqual([])

  const info = await anybody.oauth.accessTokensApi.get(again.accessToken)
  expect(info).toMatchObject({ hubId: server.a.accountId, appId: Number(app.id), scopes: [contacts] })
  expect(info.user).toBe(`owner@account-${server.a.accountId}.invalid`)
  expect(info.expiresIn).toBeGreaterThan(1700)
  const refreshInfo = await anybody.oauth.refreshTokensApi.get(issued.refreshToken)
  expect(refreshInfo).toMatchObject({
    hubId: server.a.accountId,
    clientId: app.clientId,
    userId: info.userId,
  })

  await anybody.oauth.refreshTokensApi.archive(issued.refreshToken)
  expect(await refusal(refresh(issued.refreshToken))).toMatchObject(invalidGrant)
  expect((await refusal(anybody.oauth.accessTokensApi.get(again.accessToken))).code).toBe(404)
  expect((await refusal(anybody.oauth.refreshTokensApi.get(issued.refreshToken))).code).toBe(404)
})

test('a code is good once; when it comes twice, what the first one got ends', async () => {
  const code = await aCode()
  const issued = await exchange(code)
  expect(await refusal(exchange(code))).toMatchObject(invalidGrant)
  expect((await refusal(as(issued.accessToken).crm.contacts.basicApi.getPage())).code).toBe(401)
  expect(await refusal(refresh(issued.refreshToken))).toMatchObject(invalidGrant)
})

test('of two who come with a code at once, one gets tokens at most, and they are ended', async () => {
  const code = await aCode()
  const answers = await Promise.allSettled([exchange(code), exchange(code)])
  const issued = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  expect(issued).toHaveLength(1)
  expect(await refusal(refresh(issued[0]?.refreshToken ?? ''))).toMatchObject(invalidGrant)
})

test('a code is for its app, its address, its minute', async () => {
  const code = await aCode()
  expect(await refusal(exchange(code, 'https://app.example.test/callback'))).toMatchObject(invalidGrant)
  expect(await refusal(exchange(code, redirect, 'secret-wrong'))).toMatchObject({
    code: 400,
    body: { subCategory: 'OAUTH_CLIENT_INVALID' },
  })
  const mine = app
  app = await register({ scopes: [contacts] })
  expect(await refusal(exchange(code))).toMatchObject(invalidGrant)
  app = mine
  await server.db.owner.query('UPDATE app_grants SET code_expires_at = now() WHERE code_used_at IS NULL')
  expect(await refusal(exchange(code))).toMatchObject(invalidGrant)
})

test('PKCE: without the verifier that its challenge was made from, a code is nothing', async () => {
  const verifier = 'a'.repeat(50)
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const code = await aCode({ code_challenge, code_challenge_method: 'S256' })
  const form = (more: object) => ({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    client_id: app.clientId,
    client_secret: app.clientSecret,
    ...more,
  })
  const ask = (more: object) =>
    fetch(`${server.url}/oauth/2026-03/token`, {
      method: 'POST',
      body: new URLSearchParams(form(more) as Record<string, string>),
    })
  expect((await ask({})).status).toBe(400)
  expect((await ask({ code_verifier: 'b'.repeat(50) })).status).toBe(400)
  expect(await (await ask({ code_verifier: verifier })).json()).toMatchObject({ token_type: 'bearer' })
  const plain = await consent({ code_challenge, code_challenge_method: 'plain' }, undefined)
  expect(location(plain).searchParams.get('error')).toBe('invalid_request')
})

test('the page runs no script, stands in no frame, loads nothing; a wrong token is told on it', async () => {
  const page = await consent({}, undefined)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("form-action 'self' https://app.example.test")
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(await page.text()).not.toMatch(/<script|<b>/)
  for (const wrong of ['', 'pat-mr-wrong', (await exchange(await aCode())).accessToken]) {
    const answer = await consent({}, allow(wrong))
    expect([answer.status, await answer.text()]).toMatchObject([200, expect.stringContaining('role="alert"')])
  }
})

test('nobody gives more than they have, and optional scopes are given to whoever has them', async () => {
  const reader = await server.restricted([contacts])
  const refused = await consent({ scope: `${contacts} automation` }, allow(reader.token))
  expect([refused.status, await refused.text()]).toMatchObject([200, expect.stringContaining('automation')])
  const scopesOf = async (token: string) => {
    const { accessToken } = await exchange(await aCode({ optional_scope: 'automation unknown' }, token))
    return (await anybody.oauth.accessTokensApi.get(accessToken)).scopes
  }
  expect(await scopesOf(reader.token)).toEqual([contacts])
  expect(await scopesOf(server.a.token)).toEqual([contacts, 'automation'])
})

test('no is told to the app, and so is a scope it did not register; nobody is sent to an address it did not', async () => {
  const denied = await consent({}, { decision: 'deny' })
  expect([...location(denied).searchParams]).toEqual([
    ['from', 'millrace'],
    ['error', 'access_denied'],
    ['state', 's&1'],
  ])
  expect(location(await consent({ scope: 'tickets' }, undefined)).searchParams.get('error')).toBe(
    'invalid_scope',
  )
  for (const wrong of [
    { redirect_uri: 'https://evil.example.test/' },
    { redirect_uri: `${redirect}&more=1` },
    { client_id: crypto.randomUUID() },
    { client_id: 'x' },
  ]) {
    const answer = await consent(wrong, undefined)
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
    expect(await answer.json()).toMatchObject({ subCategory: 'OAUTH_REQUEST_INVALID' })
  }
})

test('introspect and revoke are for the app itself', async () => {
  const issued = await exchange(await aCode())
  const ask = async (path: string, token: string, of = app) => {
    const body = new URLSearchParams({ client_id: of.clientId, client_secret: of.clientSecret, token })
    return (await fetch(`${server.url}/oauth/2026-09/token/${path}`, { method: 'POST', body })).json()
  }
  expect(await ask('introspect', issued.accessToken)).toMatchObject({ active: true, scopes: [contacts] })
  expect(await ask('introspect', issued.refreshToken)).toMatchObject({ active: true, token_type: 'refresh' })
  const stranger = await register({ scopes: [] })
  expect(await ask('introspect', issued.accessToken, stranger)).toEqual({ active: false })
  await ask('revoke', issued.refreshToken, stranger)
  expect(await ask('introspect', issued.refreshToken)).toMatchObject({ active: true })
  await ask('revoke', issued.refreshToken)
  expect(await ask('introspect', issued.accessToken)).toEqual({ active: false })
})

test('an access token that is over is 401 EXPIRED_AUTHENTICATION', async () => {
  const { accessToken } = await exchange(await aCode())
  await server.db.owner.query('UPDATE access_tokens SET expires_at = now() WHERE last4 = $1', [
    accessToken.slice(-4),
  ])
  const { code, body } = await refusal(as(accessToken).crm.contacts.basicApi.getPage())
  expect([code, body.category]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
})

test('the account that let an app in sees it and ends it; only its own account changes it', async () => {
  const { accessToken } = await exchange(await aCode())
  const { body } = await server.a.call<{ results: { id: string; appId: string }[] }>(
    'GET',
    '/millrace/v1/connected-apps',
  )
  const connection = body.results.at(-1)
  expect(connection).toMatchObject({ appId: app.id, scopes: [contacts] })
  await server.b.call('DELETE', `/millrace/v1/connected-apps/${connection?.id}`)
  expect((await anybody.oauth.accessTokensApi.get(accessToken)).hubId).toBe(server.a.accountId)
  await server.a.call('DELETE', `/millrace/v1/connected-apps/${connection?.id}`)
  expect((await refusal(anybody.oauth.accessTokensApi.get(accessToken))).code).toBe(404)

  expect((await server.a.call('GET', '/millrace/v1/apps')).body.results).toEqual([])
  for (const [method, path] of [
    ['PATCH', ''],
    ['POST', '/secret'],
  ] as const)
    expect((await server.a.call(method, `/millrace/v1/apps/${app.id}${path}`, {})).status).toBe(404)
  await server.a.call('DELETE', `/millrace/v1/apps/${app.id}`)
  const renamed = await server.b.call('PATCH', `/millrace/v1/apps/${app.id}`, { name: 'Reporter' })
  expect(renamed.body).toMatchObject({ name: 'Reporter', redirectUrls: [redirect] })
  expect(JSON.stringify(renamed.body)).not.toContain(app.clientSecret)
  const renewed = await server.b.call('POST', `/millrace/v1/apps/${app.id}/secret`)
  expect((await refusal(exchange(await aCode()))).body.subCategory).toBe('OAUTH_CLIENT_INVALID')
  app = { ...app, clientSecret: String(renewed.body.clientSecret) }
  const last = await exchange(await aCode())
  await server.b.call('DELETE', `/millrace/v1/apps/${app.id}`)
  expect((await refusal(as(last.accessToken).crm.contacts.basicApi.getPage())).code).toBe(401)
})

test.each<[string, object]>([
  ['redirectUrls[0]', { name: 'x', redirectUrls: ['http://app.example.test/'], scopes: [] }],
  ['redirectUrls[0]', { name: 'x', redirectUrls: ['https://a.test/#part'], scopes: [] }],
  ['redirectUrls[0]', { name: 'x', redirectUrls: ['javascript:alert(1)'], scopes: [] }],
  ['redirectUrls', { name: 'x', redirectUrls: [], scopes: [] }],
  ['name', { name: ' ', redirectUrls: [redirect], scopes: [] }],
  ['scopes', { name: 'x', redirectUrls: [redirect], scopes: ['millrace.tokens.write'] }],
  ['scopes[0]', { name: 'x', redirectUrls: [redirect], scopes: ['no good'] }],
])('an app with a wrong %s is not registered', async (field, body) => {
  const answer = await server.b.call('POST', '/millrace/v1/apps', body)
  expect([answer.status, answer.body.errors]).toMatchObject([400, [{ in: field }]])
})

test('no secret, code or token stands in the database as it was shown, nor in the log', async () => {
  const mine = await register({ scopes: [contacts] })
  app = mine
  const code = await aCode()
  const issued = await exchange(code)
  const { rows } = await server.db.owner.query(`SELECT row_to_json(t)::text AS row FROM access_tokens t
    UNION ALL SELECT row_to_json(t)::text FROM apps t UNION ALL SELECT row_to_json(t)::text FROM app_grants t`)
  const everything = [...rows.map(({ row }) => row), ...server.logged].join()
  for (const secret of [mine.clientSecret, code, issued.accessToken, issued.refreshToken])
    expect(everything).not.toContain(secret)
  expect(await fingerprint(server.db, server.a.accountId)).not.toContain(code)
})
