import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const v3 = '/communication-preferences/v3'
const v4 = '/communication-preferences/v4'
const of = (email: string) => `${v4}/statuses/${encodeURIComponent(email)}`

test('3.2 every account has two kinds of e-mail, and makes its own', async () => {
  const { status, body } = await server.a.call('POST', `${v4}/definitions`, { name: 'Canary news' })
  expect(status).toBe(201)
  const older = await server.a.call<{ subscriptionDefinitions: { id: string }[] }>('GET', `${v3}/definitions`)
  expect(older.body.subscriptionDefinitions).toMatchObject([
    { id: '1', name: 'Marketing Information', isDefault: true },
    { id: '2', name: 'One to One' },
    { id: body.id, name: 'Canary news', isDefault: false },
  ])
  const newer = await server.a.call('GET', '/communication-preferences/2026-03/definitions')
  expect(newer.body.results).toEqual(older.body.subscriptionDefinitions)
  const others = await server.b.call('GET', `${v3}/definitions`)
  expect(JSON.stringify(others.body)).not.toContain('Canary')
  const foreign = { subscriptionId: body.id, statusState: 'SUBSCRIBED' }
  expect((await server.b.call('POST', of('x@example.test'), foreign)).status).toBe(404)
})

test('3.2 subscribed and unsubscribed by address, in both forms; nobody else is', async () => {
  const email = 'Both@Example.test'
  const said = {
    emailAddress: email,
    subscriptionId: '1',
    legalBasis: 'CONSENT_WITH_NOTICE',
    legalBasisExplanation: 'at a fair',
  }
  expect((await server.a.call('POST', `${v3}/subscribe`, said)).body).toMatchObject({
    id: '1',
    status: 'SUBSCRIBED',
    legalBasis: 'CONSENT_WITH_NOTICE',
  })
  expect((await server.a.call('GET', `${v3}/status/email/both%40example.test`)).body).toMatchObject({
    subscriptionStatuses: [
      { id: '1', status: 'SUBSCRIBED' },
      { id: '2', status: 'NOT_SUBSCRIBED' },
      { status: 'NOT_SUBSCRIBED' },
    ],
  })
  expect((await server.b.call('GET', `${v3}/status/email/both%40example.test`)).body).toMatchObject({
    subscriptionStatuses: [{ status: 'NOT_SUBSCRIBED' }, { status: 'NOT_SUBSCRIBED' }],
  })
  await server.a.call('POST', of(email), { subscriptionId: 1, statusState: 'UNSUBSCRIBED' })
  expect((await server.a.call('GET', of(email))).body).toMatchObject({
    status: 'COMPLETE',
    results: [{ status: 'UNSUBSCRIBED' }, { status: 'NOT_SPECIFIED' }, {}],
  })
})

test('A-EML-6 unsubscribed from all says so on the contact, where filters see it', async () => {
  const email = 'all@example.test'
  const contact = (await server.a.call('POST', '/crm/v3/objects/contacts', { properties: { email } })).body.id
  const other = (await server.b.call('POST', '/crm/v3/objects/contacts', { properties: { email } })).body.id
  expect((await server.a.call('POST', `${of(email)}/unsubscribe-all`)).body).toMatchObject({
    results: [{ status: 'UNSUBSCRIBED' }, { status: 'UNSUBSCRIBED' }, {}],
  })
  const optout = async (who: 'a' | 'b', id: unknown) =>
    (
      await server[who].call<{ properties: { hs_email_optout: string | null } }>(
        'GET',
        `/crm/v3/objects/contacts/${id}?properties=hs_email_optout`,
      )
    ).body.properties.hs_email_optout
  expect(await optout('a', contact)).toBe('true')
  expect(await optout('b', other)).not.toBe('true')
})

test.each([
  ['POST', `${v3}/subscribe`, { emailAddress: 'nobody', subscriptionId: '1' }, 400, 'INVALID_BODY'],
  [
    'POST',
    `${v3}/subscribe`,
    { emailAddress: 'a@x.test, b@x.test', subscriptionId: '1' },
    400,
    'INVALID_BODY',
  ],
  [
    'POST',
    `${v3}/subscribe`,
    { emailAddress: 'a@x.test', subscriptionId: '77' },
    404,
    'SUBSCRIPTION_NOT_FOUND',
  ],
  [
    'POST',
    `${v3}/subscribe`,
    { emailAddress: 'a@x.test', subscriptionId: '1', legalBasis: 'NONE' },
    400,
    'INVALID_BODY',
  ],
  ['POST', of('a@x.test'), { subscriptionId: 1, statusState: 'MAYBE' }, 400, 'INVALID_BODY'],
  ['GET', of('nobody'), undefined, 400, 'INVALID_BODY'],
])('%s %s %j is refused', async (method, path, body, status, code) => {
  const answer = await server.a.call(method, path, body)
  expect([answer.status, answer.body.subCategory]).toEqual([status, code])
})
