import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const path = '/marketing/v3/emails'
const whole = {
  name: 'Welcome',
  subject: 'Hello {{ contact.firstname }}',
  from: { fromName: 'Ada', replyTo: 'ada@sender.example.test' },
  content: {
    html: '<p>Hello {{ contact.firstname | default: "you" }}</p>',
    flexAreas: { main: { boxed: true } },
  },
  subscriptionDetails: { subscriptionId: '1', officeLocationId: '7' },
  somethingNew: { kept: true },
}

async function anEmail(members: object = {}): Promise<string> {
  const { status, body } = await server.a.call('POST', path, { ...whole, ...members })
  expect(status).toBe(201)
  return String(body.id)
}

describe('3.2 e-mail assets', () => {
  test('A-EML-1 are drafts until they are published; members we do not know are kept', async () => {
    const id = await anEmail()
    const { body } = await server.a.call('GET', `${path}/${id}`)
    expect(body).toMatchObject({
      ...whole,
      id,
      state: 'AUTOMATED_DRAFT',
      isPublished: false,
      archived: false,
    })
    expect((await server.a.call('POST', `${path}/${id}/publish`)).status).toBe(204)
    expect((await server.a.call('GET', `${path}/${id}`)).body).toMatchObject({
      state: 'AUTOMATED',
      isPublished: true,
    })
    expect((await server.a.call('POST', `${path}/${id}/unpublish`)).status).toBe(204)
    expect((await server.a.call('GET', `${path}/${id}`)).body).toMatchObject({ isPublished: false })
  })

  test('are changed member by member, and the draft can be made what is published again', async () => {
    const id = await anEmail()
    await server.a.call('POST', `${path}/${id}/publish`)
    const { body } = await server.a.call('PATCH', `${path}/${id}`, { content: { plainTextVersion: 'Hello' } })
    expect(body).toMatchObject({ content: { ...whole.content, plainTextVersion: 'Hello' }, name: 'Welcome' })
    await server.a.call('PATCH', `${path}/${id}/draft`, { name: 'Other' })
    expect((await server.a.call('GET', `${path}/${id}/draft`)).body).toMatchObject({ name: 'Other' })
    expect((await server.a.call('POST', `${path}/${id}/draft/reset`)).status).toBe(204)
    expect((await server.a.call('GET', `${path}/${id}`)).body).toMatchObject({
      name: 'Welcome',
      content: whole.content,
    })
  })

  test.each([
    ['subject', { subject: '' }, 'subject'],
    ['text', { content: {} }, 'content.html'],
    ['sender', { from: { fromName: 'Ada' } }, 'from.replyTo'],
    ['plain sender', { from: { replyTo: 'a@x.test\r\nBcc: b@x.test' } }, 'from.replyTo'],
    ['address to reply to', { from: { ...whole.from, customReplyTo: 'nobody' } }, 'from.customReplyTo'],
    [
      'kind of subscription',
      { subscriptionDetails: { subscriptionId: '999' } },
      'subscriptionDetails.subscriptionId',
    ],
    ['template', { content: { html: '{% if x %}never closed' } }, 'content.html'],
    ['filter', { content: { html: '{{ contact.x | nonsense }}' } }, 'content.html'],
  ])('are not published without a %s', async (_what, members, field) => {
    const id = await anEmail(members)
    const { status, body } = await server.a.call('POST', `${path}/${id}/publish`)
    expect([status, body.subCategory]).toEqual([422, 'EMAIL_INVALID'])
    expect(body.errors).toMatchObject([{ in: field }])
    expect((await server.a.call('GET', `${path}/${id}`)).body).toMatchObject({ isPublished: false })
  })

  test('are paged, archived, and named by a dated path as well', async () => {
    const id = await anEmail({ name: 'Last' })
    const seen: string[] = []
    for (let after = ''; ; ) {
      const { body } = await server.a.call<{
        total: number
        results: { id: string }[]
        paging?: { next: { after: string } }
      }>('GET', `/marketing/emails/2026-03?limit=2${after}`)
      seen.push(...body.results.map((one) => one.id))
      expect(body.total).toBeGreaterThan(2)
      if (!body.paging) break
      after = `&after=${body.paging.next.after}`
    }
    expect(seen.at(-1)).toBe(id)
    expect(new Set(seen).size).toBe(seen.length)
    expect((await server.a.call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await server.a.call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await server.a.call('GET', `${path}/${id}`)).status).toBe(404)
    expect((await server.a.call('GET', `${path}/${id}?archived=true`)).status).toBe(200)
  })

  test('show themselves as one contact would get them', async () => {
    const id = await anEmail({
      content: { html: '<p>{% if contact.firstname == "Bo" %}{{ contact.lastname }}{% endif %}</p>' },
    })
    const contact = await server.a.call('POST', '/crm/v3/objects/contacts', {
      properties: { firstname: 'Bo', lastname: '<b>' },
    })
    const preview = (recordId: unknown) =>
      server.a.call('POST', `/millrace/v1/emails/${id}/preview`, { recordId })
    expect((await preview(contact.body.id)).body).toEqual({
      subject: 'Hello Bo',
      html: '<p>&lt;b&gt;</p>',
      text: '<b>',
    })
    expect((await preview('999999')).status).toBe(404)
  })

  test('the rules for all e-mail are read and written', async () => {
    const settings = {
      consentRequired: true,
      frequencyCap: 3,
      frequencyDays: 7,
      internalDomains: ['Example.test'],
    }
    const put = await server.a.call('PUT', '/millrace/v1/email-settings', settings)
    expect(put.body).toEqual({ ...settings, internalDomains: ['example.test'] })
    expect(
      (await server.a.call('PUT', '/millrace/v1/email-settings', { ...settings, frequencyCap: 0 })).status,
    ).toBe(400)
    expect((await server.b.call('GET', '/millrace/v1/email-settings')).body).toMatchObject({
      consentRequired: false,
    })
  })

  test('the other account sees and changes nothing', async () => {
    const id = await anEmail()
    for (const [method, tail, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'Mine' }],
      ['GET', '/draft', undefined],
      ['POST', '/publish', undefined],
      ['POST', '/unpublish', undefined],
      ['POST', '/draft/reset', undefined],
    ] as const)
      expect((await server.b.call(method, `${path}/${id}${tail}`, body)).status).toBe(404)
    expect((await server.b.call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await server.b.call('GET', path)).body).toMatchObject({ total: 0, results: [] })
    expect((await server.a.call('GET', `${path}/${id}`)).body).toMatchObject({
      name: 'Welcome',
      archived: false,
    })
  })
})
