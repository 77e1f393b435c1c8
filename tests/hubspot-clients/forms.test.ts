// Forms through HubSpot's own client, and submissions as a page sends them; both path families.
import { Client } from '@hubspot/api-client'
import { type TestServer, testServer } from '@millrace/api/testing'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aForm, common, emailField, fields, options, post as postTo, type Sent, types } from './a-form.js'

let server: TestServer
let hub: Client
let other: Client
beforeAll(async () => {
  server = await testServer()
  hub = new Client({ basePath: server.url, accessToken: server.a.token })
  other = new Client({ basePath: server.url, accessToken: server.b.token })
})
afterAll(() => server.close())

async function made(more: object = {}, client = hub): Promise<string> {
  const form = await client.marketing.forms.formsApi.create(aForm(more) as never)
  return (form as unknown as { id: string }).id
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  return postTo(server.url + path, body, headers)
}

const publicPath = (form: string, portal: number | string = server.a.accountId) =>
  `/submissions/v3/integration/submit/${portal}/${form}`

function submit(form: string, values: Readonly<Record<string, string>>, more: object = {}) {
  return post(publicPath(form), { fields: fields(values), ...more })
}

function contact(email: string, client = hub) {
  return client.crm.contacts.basicApi.getById(
    email,
    ['email', 'firstname', 'lifecyclestage'],
    ['firstname'],
    undefined,
    undefined,
    'email',
  )
}

async function refusal(call: Promise<unknown>): Promise<{ code: number }> {
  return call.then(
    () => {
      throw new Error('it was not refused')
    },
    (error) => error,
  )
}

test('the client makes, reads, lists, changes, replaces and archives forms; another account sees none of it', async () => {
  const api = hub.marketing.forms.formsApi
  const id = await made()
  const read = (await api.getById(id)) as unknown as Record<string, unknown>
  expect(read).toMatchObject({
    id,
    formType: 'hubspot',
    name: 'Contact us',
    archived: false,
    createdAt: expect.any(Date),
    legalConsentOptions: { type: 'none' },
    displayOptions: { theme: 'canvas', submitButtonText: 'Go', style: { submitAlignment: 'left' } },
    fieldGroups: [
      { fields: [{ fieldType: 'email' }, { fieldType: 'single_line_text' }] },
      { fields: [{ options }] },
    ],
  })
  const consent = {
    type: 'implicit_consent_to_process',
    privacyText: 'Privacy',
    communicationsCheckboxes: [],
  }
  const changed = await api.update(id, { name: 'Write to us', legalConsentOptions: consent } as never)
  expect(changed).toMatchObject({ name: 'Write to us', legalConsentOptions: consent })
  const replaced = await api.replace(id, { ...aForm({ name: 'New' }), id } as never)
  expect(replaced).toMatchObject({ id, name: 'New', legalConsentOptions: { type: 'none' } })

  const second = await made({ name: 'Second' })
  const first = await api.getPage(undefined, 1)
  expect([first.results.length, first.paging?.next?.after]).toEqual([1, expect.any(String)])
  const rest = await api.getPage(first.paging?.next?.after, 100, false, ['hubspot'])
  expect(rest.results).toMatchObject([{ id: second }])
  expect(rest.paging).toBeUndefined()
  expect((await api.getPage(undefined, 10, false, ['captured'])).results).toEqual([])

  expect((await other.marketing.forms.formsApi.getPage()).results).toEqual([])
  const theirs = other.marketing.forms.formsApi
  for (const forbidden of [
    () => theirs.getById(id),
    () => theirs.update(id, { name: 'Mine' } as never),
    () => theirs.replace(id, aForm() as never),
    () => theirs.archive(id),
  ])
    expect((await refusal(forbidden())).code).toBe(404)

  await api.archive(second)
  expect((await refusal(api.getById(second))).code).toBe(404)
  expect(await api.getById(second, true)).toMatchObject({ archived: true })
  expect((await api.getPage(undefined, 10, true)).results).toMatchObject([{ id: second }])
  expect(await api.getById(id)).toMatchObject({ name: 'New' })
})

test('api.md 2.8 every kind of field and of consent keeps its discriminator, also in fields that depend on others', async () => {
  const kinds = [
    ...['phone', 'mobile_phone', 'multi_line_text', 'number', 'single_checkbox', 'datepicker', 'file'],
    ...['multiple_checkboxes', 'radio', 'payment_link_radio'],
  ]
  const names = [
    'phone',
    'mobilephone',
    'jobtitle',
    'zip',
    'city',
    'country',
    'company',
    'address',
    'state',
    'website',
  ]
  const one = kinds.map((fieldType, i) => ({ fieldType, name: names[i], label: fieldType }))
  const dependentCondition = { operator: 'set_any', values: ['lead'] }
  const dependentFields = one.map((dependentField) => ({ dependentCondition, dependentField }))
  const field = { fieldType: 'dropdown', name: 'lifecyclestage', label: 'Stage', options, dependentFields }
  const id = await made({ fieldGroups: [{ fields: [field] }] })
  const read = JSON.parse(JSON.stringify(await hub.marketing.forms.formsApi.getById(id)))
  const seen = read.fieldGroups[0].fields[0].dependentFields
  expect(
    seen.map((each: { dependentField: { fieldType: string } }) => each.dependentField.fieldType),
  ).toEqual(kinds)
  expect(seen[0].dependentCondition.operator).toBe('set_any')
  for (const type of [
    'none',
    'explicit_consent_to_process',
    'implicit_consent_to_process',
    'legitimate_interest',
  ]) {
    const form = await made({ legalConsentOptions: { type } })
    expect(await hub.marketing.forms.formsApi.getById(form)).toMatchObject({ legalConsentOptions: { type } })
  }
})

test.each([
  ['an unknown kind of form', { formType: 'flow' }],
  ['an unknown kind of field', { fieldGroups: [{ fields: [{ ...emailField, fieldType: 'slider' }] }] }],
  ['a property that does not exist', { fieldGroups: [{ fields: [{ ...emailField, name: 'nothing' }] }] }],
  ['a property that is read only', { fieldGroups: [{ fields: [{ ...emailField, name: 'hs_object_id' }] }] }],
  ['a field twice', { fieldGroups: [{ fields: [emailField, emailField] }] }],
  ['an unknown kind of consent', { legalConsentOptions: { type: 'maybe' } }],
  ['an empty slot', { legalConsentOptions: {} }],
])('a form with %s is refused', async (_, more) => {
  const answer = await server.a.call('POST', '/marketing/forms/2026-09-beta', aForm(more))
  expect([answer.status, answer.body.category]).toEqual([400, 'VALIDATION_ERROR'])
})

test('W-EVT-9 a page sends a form: the contact is made, then changed, with the form as its source; each is kept and an event', async () => {
  const id = await made()
  const context = { hutk: 'cookie-1', pageUri: 'https://acme.test/contact', pageName: 'Contact' }
  const first = await submit(
    id,
    { email: 'Form@acme.test', firstname: 'Ada', lifecyclestage: 'lead' },
    { context },
  )
  expect([first.status, first.body]).toEqual([200, { inlineMessage: 'Thank you!' }])
  const ada = await contact('form@acme.test')
  expect(ada.properties).toMatchObject({ firstname: 'Ada', lifecyclestage: 'lead' })
  expect(ada.propertiesWithHistory?.firstname).toMatchObject([
    { value: 'Ada', sourceType: 'FORM', sourceId: id },
  ])
  await submit(id, { email: 'form@acme.test', firstname: 'Ada L.', lifecyclestage: '' })
  expect((await contact('form@acme.test')).properties).toMatchObject({
    firstname: 'Ada L.',
    lifecyclestage: 'lead',
  })

  const listed = await server.a.call<{ results: object[]; paging?: { next: { after: string } } }>(
    'GET',
    `/form-integrations/v1/submissions/forms/${id}?limit=1`,
  )
  const { after } = listed.body.paging?.next ?? { after: '' }
  const older = await server.a.call<{ results: object[] }>(
    'GET',
    `/form-integrations/v1/submissions/forms/${id}?after=${after}`,
  )
  expect(older.body).toMatchObject({
    results: [
      {
        pageUrl: context.pageUri,
        values: expect.arrayContaining([{ name: 'firstname', value: 'Ada', objectTypeId: '0-1' }]),
      },
    ],
  })
  const events = await server.a.call<{ results: { eventType: string; properties: object }[] }>(
    'GET',
    `/events/v3/events?objectId=${ada.id}&sort=occurredAt`,
  )
  expect(events.body.results).toMatchObject([
    { eventType: 'e_form_submitted', properties: { hs_form_id: id, hs_page_title: 'Contact' } },
    { eventType: 'e_form_submitted', properties: { hs_form_id: id } },
  ])
  // The visitor is known by now.
  await hub.events.send.basicApi.send({ eventName: 'e_visited_page', utk: 'cookie-1' })
  expect((await refusal(contact('form@acme.test', other))).code).toBe(404)
  expect((await server.b.call('GET', `/form-integrations/v1/submissions/forms/${id}`)).status).toBe(404)
})

test('a submission with a time is taken once, however often it is sent, also at the same moment', async () => {
  const id = await made()
  const again = () =>
    submit(id, { email: 'once@acme.test', firstname: 'Once' }, { submittedAt: Date.UTC(2026, 4, 1) })
  const together = await Promise.all(Array.from({ length: 6 }, again))
  expect(together.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  expect((await again()).body).toEqual({ inlineMessage: 'Thank you!' })
  const listed = await server.a.call<{ results: object[] }>(
    'GET',
    `/form-integrations/v1/submissions/forms/${id}`,
  )
  expect(listed.body.results).toMatchObject([{ submittedAt: Date.UTC(2026, 4, 1) }])
  const { id: contactId } = await contact('once@acme.test')
  const events = await server.a.call<{ results: object[] }>('GET', `/events/v3/events?objectId=${contactId}`)
  expect(events.body.results.length).toBe(1)
})

test('people who send the same new address at once become one contact', async () => {
  const id = await made()
  const sent = await Promise.all(
    Array.from({ length: 6 }, (_, i) => submit(id, { email: 'many@acme.test', firstname: `No ${i}` })),
  )
  expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  const listed = await server.a.call<{ results: object[] }>(
    'GET',
    `/form-integrations/v1/submissions/forms/${id}`,
  )
  expect(listed.body.results.length).toBe(6)
  expect((await contact('many@acme.test')).properties.firstname).toMatch(/^No \d$/)
})

test('a known visitor without an address is the same contact; a new address is another one, unless the form says otherwise', async () => {
  const name = { ...common, fieldType: 'single_line_text', name: 'firstname', label: 'Name' }
  const optional = { ...emailField, required: false }
  const fieldGroups = [{ fields: [optional, name] }]
  const id = await made({ fieldGroups })
  const follows = await made({ fieldGroups, configuration: { createNewContactForNewEmail: false } })
  const context = { hutk: 'cookie-2' }
  await submit(id, { email: 'first@visitor.test' }, { context })
  const { id: contactId } = await contact('first@visitor.test')
  await submit(id, { firstname: 'Known' }, { context })
  expect((await contact('first@visitor.test')).properties.firstname).toBe('Known')
  await submit(id, { email: 'second@visitor.test' })
  expect((await contact('second@visitor.test')).id).not.toBe(contactId)
  await submit(follows, { email: 'third@visitor.test' }, { context })
  expect((await contact('third@visitor.test')).id).toBe(contactId)
})

const explicit = { type: 'explicit_consent_to_process', privacyText: 'Privacy' }
const consent = { consentToProcess: true, text: 'I agree', communications: [] }
const talk = { value: true, subscriptionTypeId: 1, text: 'News' }

test('consent that a form asks for must be given, with the texts it stands for', async () => {
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
  expect(types(await post(publicPath(id), { fields: 'none' }))).toEqual([400, ['INVALID_METADATA']])
  expect(types(await post(publicPath(id), []))).toEqual([400, ['INVALID_METADATA']])
  expect((await post(publicPath(id), '{"fields": [')).status).toBe(400)
  expect((await post(publicPath(id), { fields: fields({ email: 'x'.repeat(300_000) }) })).status).toBe(413)
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test('an unknown portal, form, or the form of another account is not found, in the shape form scripts know', async () => {
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
    const answer = await post(path, body)
    expect(types(answer)).toEqual([404, ['FORM_NOT_FOUND']])
    expect(answer.headers.get('x-hubspot-correlation-id')).toBe(answer.body.correlationId)
  }
  await hub.marketing.forms.formsApi.archive(id)
  expect(types(await post(publicPath(id), body))).toEqual([404, ['FORM_NOT_FOUND']])
  expect((await refusal(contact('nobody@acme.test'))).code).toBe(404)
})

test('with credentials a form is sent to its own account only; it may lead elsewhere', async () => {
  const postSubmitAction = { type: 'redirect_url', value: 'https://acme.test/thanks' }
  const id = await made({ configuration: { postSubmitAction } })
  const path = `/submissions/v3/integration/secure/submit/${server.a.accountId}/${id}`
  const body = { fields: fields({ email: 'secure@acme.test' }) }
  const as = (token: string) => post(path, body, { authorization: `Bearer ${token}` })
  expect((await post(path, body)).status).toBe(401)
  expect(types(await as(server.b.token))).toEqual([404, ['FORM_NOT_FOUND']])
  expect((await as((await server.restricted(['crm.objects.contacts.read'])).token)).status).toBe(403)
  const answer = await as(server.a.token)
  expect([answer.status, answer.body]).toEqual([200, { redirectUri: 'https://acme.test/thanks' }])
})

test('scripts of any page may send a form, without credentials; nothing else is open to them', async () => {
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
  const sent = await post(publicPath(id), { fields: fields({ email: 'cors@acme.test' }) }, origin)
  const refused = await post(publicPath('nothing'), { fields: [] }, origin)
  for (const { headers } of [sent, refused]) expect(headers.get('access-control-allow-origin')).toBe('*')
})
