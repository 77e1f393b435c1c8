// Who may send what to a form, and how the rest is refused.
import { fingerprint } from '@millrace/store/testing'
import { expect, test } from 'vitest'
import { fields, types } from './a-form.js'
import { aSite } from './a-site.js'
import { refusal } from './refusal.js'

const site = await aSite()
const { server } = site

const explicit = { type: 'explicit_consent_to_process', privacyText: 'Privacy' }
const consent = { consentToProcess: true, text: 'I agree', communications: [] }
const talk = { value: true, subscriptionTypeId: 1, text: 'News' }

test('consent that a form asks for must be given, with the texts it stands for', async () => {
  const { made, submit } = site
  const id = await made({ legalConsentOptions: explicit })
  const values = { email: 'consent@acme.test' }
  const send = (legalConsentOptions?: object) =>
    submit(id, values, legalConsentOptions && { legalConsentOptions })
  expect(types(await send())).toEqual([400, ['MISSING_PROCESSING_CONSENT']])
  expect(types(await send({ consent: { ...consent, consentToProcess: false } }))).toEqual([
    400,
    ['MISSING_PROCESSING_CONSENT'],
  ])
  expect(types(await send({ consent: { ...consent, text: '' } }))).toEqual([
    400,
    ['MISSING_PROCESSING_CONSENT_TEXT'],
  ])
  expect(
    types(await send({ consent: { ...consent, communications: [talk, { ...talk, text: '' }] } })),
  ).toEqual([400, ['MISSING_COMMUNICATION_CONSENT_TEXT', 'DUPLICATE_SUBSCRIPTION_TYPE_ID']])
  expect((await send({ consent: { ...consent, communications: [talk] } })).status).toBe(200)
})

test('what does not fit the form is refused with every errorType, and nothing has changed', async () => {
  const { made, publicPath, send, submit } = site
  const id = await made()
  const before = await fingerprint(server.db, server.a.accountId)
  const refused = async (values: Readonly<Record<string, string>>, more: object = {}) =>
    types(await submit(id, values, more))
  expect(await refused({})).toEqual([400, ['REQUIRED_FIELD']])
  expect(await refused({ email: 'not one' })).toEqual([400, ['INVALID_EMAIL']])
  expect(await refused({ email: 'a@sub.blocked.test' })).toEqual([400, ['BLOCKED_EMAIL']])
  expect(await refused({ email: 'a@b.test', lifecyclestage: 'never', lastname: 'x' })).toEqual([
    400,
    ['VALUE_NOT_IN_FIELD_DEFINITION', 'FIELD_NOT_IN_FORM_DEFINITION'],
  ])
  expect(await refused({ email: 'a@b.test' }, { context: { ipAddress: '1.2.3' } })).toEqual([
    400,
    ['INVALID_IP_ADDRESS'],
  ])
  expect(await refused({ email: 'a@b.test' }, { submittedAt: 'soon' })).toEqual([400, ['INVALID_METADATA']])
  expect(types(await send(publicPath(id), { fields: 'none' }))).toEqual([400, ['INVALID_METADATA']])
  expect(types(await send(publicPath(id), []))).toEqual([400, ['INVALID_METADATA']])
  expect((await send(publicPath(id), '{"fields": [')).status).toBe(400)
  expect((await send(publicPath(id), { fields: fields({ email: 'x'.repeat(300_000) }) })).status).toBe(413)
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test('an unknown portal, form, or the form of another account is not found, in the shape form scripts know', async () => {
  const { contact, hub, made, other, publicPath, send } = site
  const id = await made()
  const theirs = await made({ name: 'Canary' }, other)
  const body = { fields: fields({ email: 'nobody@acme.test' }) }
  const missing = [
    publicPath(id, 999_999),
    publicPath(id, 'abc'),
    publicPath(id, server.b.accountId),
    publicPath(theirs),
    publicPath('not-a-guid'),
    publicPath('00000000-0000-4000-8000-000000000000'),
  ]
  for (const path of missing) {
    const answer = await send(path, body)
    expect(types(answer)).toEqual([404, ['FORM_NOT_FOUND']])
    expect(answer.headers.get('x-hubspot-correlation-id')).toBe(answer.body.correlationId)
  }
  await hub.marketing.forms.formsApi.archive(id)
  expect(types(await send(publicPath(id), body))).toEqual([404, ['FORM_NOT_FOUND']])
  expect((await refusal(contact('nobody@acme.test'))).code).toBe(404)
})

test('with credentials a form is sent to its own account only; it may lead elsewhere', async () => {
  const { made, send } = site
  const postSubmitAction = { type: 'redirect_url', value: 'https://acme.test/thanks' }
  const id = await made({ configuration: { postSubmitAction } })
  const path = `/submissions/v3/integration/secure/submit/${server.a.accountId}/${id}`
  const body = { fields: fields({ email: 'secure@acme.test' }) }
  const as = (token: string) => send(path, body, { authorization: `Bearer ${token}` })
  expect((await send(path, body)).status).toBe(401)
  expect(types(await as(server.b.token))).toEqual([404, ['FORM_NOT_FOUND']])
  expect((await as((await server.restricted(['crm.objects.contacts.read'])).token)).status).toBe(403)
  const answer = await as(server.a.token)
  expect([answer.status, answer.body]).toEqual([200, { redirectUri: 'https://acme.test/thanks' }])
})

test('scripts of any page may send a form, without credentials; nothing else is open to them', async () => {
  const { made, publicPath, send } = site
  const id = await made()
  const preflight = (path: string, method = 'POST') =>
    fetch(server.url + path, {
      method: 'OPTIONS',
      headers: { origin: 'https://acme.test', 'access-control-request-method': method },
    })
  const allowed = await preflight(publicPath(id))
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
  for (const closed of [
    '/crm/v3/objects/contacts',
    `/submissions/v3/integration/secure/submit/${server.a.accountId}/${id}`,
  ]) {
    const answer = await preflight(closed)
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([405, null])
  }
  const origin = { origin: 'https://acme.test' }
  const sent = await send(publicPath(id), { fields: fields({ email: 'cors@acme.test' }) }, origin)
  const refused = await send(publicPath('nothing'), { fields: [] }, origin)
  for (const { headers } of [sent, refused]) expect(headers.get('access-control-allow-origin')).toBe('*')
})
