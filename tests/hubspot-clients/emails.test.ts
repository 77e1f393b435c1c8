import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { hub, other } = await twoClients()

/** What the client has no member for, it does not send: the text stands in a rich-text module. */
const email = (name: string) =>
  ({
    name,
    subject: 'Hello {{ contact.firstname }}',
    _from: { fromName: 'Ada', replyTo: 'ada@sender.example.test' },
    content: { widgets: { module_1: { order: 1, body: { html: '<p>Hello</p>' } } } },
    subscriptionDetails: { subscriptionId: '1' },
  }) as never

test('e-mails are created, read, changed, drafted, published, listed and archived', async () => {
  const api = hub.marketing.emails.marketingEmailsApi
  const made = await api.create(email('Welcome'))
  expect(made).toMatchObject({ name: 'Welcome', state: 'AUTOMATED_DRAFT', isPublished: false })
  expect(made.createdAt).toBeInstanceOf(Date)
  await api.update(made.id, { name: 'Renamed' } as never)
  expect((await api.getById(made.id)).name).toBe('Renamed')
  expect((await api.upsertDraft(made.id, { subject: 'New' } as never)).subject).toBe('New')
  expect((await api.getDraft(made.id))._from.replyTo).toBe('ada@sender.example.test')
  await api.publishOrSend(made.id)
  expect(await api.getById(made.id)).toMatchObject({ state: 'AUTOMATED', isPublished: true })
  await api.upsertDraft(made.id, { subject: 'Newer' } as never)
  await api.resetDraft(made.id)
  expect((await api.getById(made.id)).subject).toBe('New')
  await api.unpublishOrCancel(made.id)
  expect((await api.getById(made.id)).isPublished).toBe(false)
  const page = await api.getPage()
  expect(page.results.map(({ id }) => id)).toContain(made.id)
  expect((await other.marketing.emails.marketingEmailsApi.getPage()).results).toEqual([])
  expect((await refusal(other.marketing.emails.marketingEmailsApi.getById(made.id))).code).toBe(404)
  await api.archive(made.id)
  expect((await refusal(api.getById(made.id))).code).toBe(404)
})

test('what cannot be sent is not published, and the client hears why', async () => {
  const api = hub.marketing.emails.marketingEmailsApi
  const { id } = await api.create({ name: 'Empty' } as never)
  expect(await refusal(api.publishOrSend(id))).toMatchObject({
    code: 422,
    body: { errors: expect.arrayContaining([expect.objectContaining({ in: 'content.html' })]) },
  })
})

test('subscriptions are listed, given and taken', async () => {
  const { definitionApi, statusApi } = hub.communicationPreferences
  const { subscriptionDefinitions } = await definitionApi.getPage()
  expect(subscriptionDefinitions.map(({ id }) => id)).toEqual(['1', '2'])
  const said = { emailAddress: 'ada@example.test', subscriptionId: '1' }
  expect((await statusApi.subscribe(said as never)).status).toBe('SUBSCRIBED')
  expect((await statusApi.unsubscribe(said as never)).status).toBe('NOT_SUBSCRIBED')
  const status = await statusApi.getEmailStatus('ada@example.test')
  expect(status.subscriptionStatuses.map(({ id }) => id)).toEqual(['1', '2'])
})

test('the same e-mails under their dated path', async () => {
  const response = await hub.apiRequest({ method: 'GET', path: '/marketing/emails/2026-03' })
  expect(((await response.json()) as { results: unknown[] }).results.length).toBeGreaterThan(0)
})
