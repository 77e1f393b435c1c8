// What a page sends becomes a contact, once.
import { expect, test } from 'vitest'
import { common, emailField } from './a-form.js'
import { aSite } from './a-site.js'
import { refusal } from './refusal.js'

const site = await aSite()
const { server } = site

test('W-EVT-9 a page sends a form: the contact is made, then changed, with the form as its source; each is kept and an event', async () => {
  const { contact, hub, made, other, submit } = site
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
  const { contact, made, submit } = site
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
  const { contact, made, submit } = site
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
  const { contact, made, submit } = site
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
