// One e-mail all the way: made and published through the API, sent by a worker, unsubscribed from with one click, and
// what is in doubt decided through the API.
import { startWorker, type Worker } from '@millrace/engine'
import { MailServer } from '@millrace/engine/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

const secretKey = new Uint8Array(32).fill(9)
const logged: string[] = []
let server: TestServer
let mail: MailServer
let worker: Worker

beforeAll(async () => {
  mail = await MailServer.open()
  server = await testServer({ secretKey })
  const log = (...entries: unknown[]) => void logged.push(JSON.stringify(entries, withErrors))
  worker = await startWorker({
    db: server.db,
    settings: {
      smtpUrl: mail.url,
      publicUrl: server.url,
      secretKey,
      probeMs: 200,
      limits: { smtpTimeoutMs: 2_000 },
    },
    log: { info: log, warn: log, error: log },
  })
})
afterAll(async () => {
  await worker.close()
  await server.close()
  await mail.close()
})
afterEach(() => mail.reset())

const withErrors = (_key: string, value: unknown) =>
  value instanceof Error ? { message: value.message, stack: value.stack } : value

async function made(path: string, body: object): Promise<string> {
  const answer = await server.a.call('POST', path, body)
  expect(answer.status).toBe(201)
  return String(answer.body.id)
}

/** A workflow that sends one e-mail to whoever is enrolled by hand. */
async function aMailing(
  html = '<p>Dear {{ contact.firstname }}</p><a href="{{ unsubscribe_link }}">no more</a>',
) {
  const emailId = await made('/marketing/v3/emails', {
    name: 'News',
    subject: 'For {{ contact.firstname }}',
    from: { fromName: 'Ada', replyTo: 'ada@sender.example.test' },
    content: { html },
    subscriptionDetails: { subscriptionId: '1' },
  })
  await server.a.call('POST', `/marketing/v3/emails/${emailId}/publish`)
  const workflowId = await made('/automation/v4/flows', {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    name: 'Send',
    isEnabled: true,
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-4',
        actionTypeVersion: 0,
        fields: { content_id: emailId },
      },
    ],
    timeWindows: [],
    blockedDates: [],
    customProperties: {},
    dataSources: [],
    suppressionListIds: [],
    canEnrollFromSalesforce: false,
    nextAvailableActionId: '2',
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
  })
  return { emailId, workflowId }
}

const enroll = (workflowId: string, recordId: string) =>
  server.a.call('POST', `/millrace/v1/workflows/${workflowId}/enrollments`, { recordIds: [recordId] })
const lastOutcome = async (workflowId: string) => {
  const { body } = await server.a.call<{
    results: { outcome: string; code?: string; actionId: string | null }[]
  }>('GET', `/millrace/v1/workflows/${workflowId}/action-log`)
  const step = body.results.find(({ actionId }) => actionId === '1')
  return step ? `${step.outcome}${step.code ? ` ${step.code}` : ''}` : undefined
}

test('A-EML-1 RFC 8058 sent, unsubscribed from with one click, and then skipped', async () => {
  const { workflowId } = await aMailing()
  const contact = await made('/crm/v3/objects/contacts', {
    properties: { email: 'Canary.Person@example.test', firstname: 'Canary' },
  })
  await enroll(workflowId, contact)
  await expect.poll(() => mail.received.length, { timeout: 10_000 }).toBe(1)
  await expect.poll(() => lastOutcome(workflowId), { timeout: 10_000 }).toBe('succeeded')
  const source = mail.received[0]?.source ?? ''
  const link = /^List-Unsubscribe: <(.*)>/m.exec(source)?.[1] ?? ''
  expect(link.startsWith(server.url)).toBe(true)

  const page = await fetch(link)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('Marketing Information')
  const statuses = `/communication-preferences/v4/statuses/${encodeURIComponent('canary.person@example.test')}`
  expect((await server.a.call('GET', statuses)).body).toMatchObject({
    results: [{ subscriptionId: 1, status: 'NOT_SPECIFIED' }, {}],
  })

  const click = () =>
    fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
  for (let times = 0; times < 2; times++) expect((await click()).status).toBe(200)
  expect((await server.a.call('GET', statuses)).body).toMatchObject({
    results: [{ subscriptionId: 1, status: 'UNSUBSCRIBED', source: 'LINK' }, { status: 'NOT_SPECIFIED' }],
  })
  expect((await server.b.call('GET', statuses)).body).toMatchObject({
    results: [{ status: 'NOT_SPECIFIED' }, { status: 'NOT_SPECIFIED' }],
  })

  await enroll(workflowId, contact)
  await expect.poll(() => lastOutcome(workflowId), { timeout: 10_000 }).toBe('skipped opted_out')
  expect(mail.received).toHaveLength(1)

  await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'all=yes',
  })
  expect(
    (await server.a.call('GET', `/crm/v3/objects/contacts/${contact}?properties=hs_email_optout`)).body,
  ).toMatchObject({
    properties: { hs_email_optout: 'true' },
  })
})

test.each(['nonsense', 'AAAA', `${'A'.repeat(80)}`])(
  'a link that is not ours leads nowhere: %s',
  async (link) => {
    const url = `${server.url}/millrace/v1/unsubscribe/${link}`
    expect((await fetch(url)).status).toBe(404)
    const post = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect(post.status).toBe(404)
  },
)

test('engine.md 5 what is in doubt is listed, sent again under the same Message-ID, and said twice is done once', async () => {
  const { workflowId } = await aMailing()
  const contact = await made('/crm/v3/objects/contacts', {
    properties: { email: 'doubt@example.test', firstname: 'Doubt' },
  })
  mail.phases = { dot: 'drop' }
  await enroll(workflowId, contact)
  const issues = `/millrace/v1/issues?workflowId=${workflowId}`
  const listed = async (state = 'open') =>
    (await server.a.call<{ results: { id: string }[] }>('GET', `${issues}&state=${state}`)).body.results
  await expect.poll(async () => (await listed()).length, { timeout: 10_000 }).toBe(1)
  mail.phases = {}
  const [issue] = await listed()
  expect(issue).toMatchObject({
    kind: 'in_doubt',
    offers: ['resend', 'mark_as_sent', 'dismiss'],
    recordId: contact,
  })
  expect(JSON.stringify(issue)).not.toContain('doubt@example.test')

  const decide = (who: 'a' | 'b', action: string) =>
    server[who].call('POST', `/millrace/v1/issues/${issue?.id}/resolution`, { action })
  expect((await decide('b', 'resend')).status).toBe(404)
  expect((await server.b.call('GET', issues)).body).toMatchObject({ results: [] })
  expect(await listed()).toHaveLength(1)

  const both = await Promise.all([decide('a', 'resend'), decide('a', 'resend')])
  for (const { status, body } of both)
    expect([status, body]).toMatchObject([200, { resolution: 'resend', offers: [] }])
  const other = await decide('a', 'mark_as_sent')
  expect([other.status, other.body.subCategory]).toEqual([409, 'ISSUE_RESOLVED'])
  await expect.poll(() => mail.received.length, { timeout: 10_000 }).toBe(2)
  const ids = mail.received.map(({ source }) => /^Message-ID: (.*)$/m.exec(source)?.[1])
  expect(ids[0]).toBe(ids[1])
  await expect.poll(() => lastOutcome(workflowId), { timeout: 10_000 }).toBe('succeeded')
  expect(await listed()).toEqual([])
  expect(await listed('resolved')).toHaveLength(1)
})

test('no address and no word of an e-mail stands in a log of the process', async () => {
  const { workflowId } = await aMailing('<p>Canary body {{ contact.firstname }}</p>')
  const contact = await made('/crm/v3/objects/contacts', {
    properties: { email: 'canary.log@example.test', firstname: 'Secretname' },
  })
  mail.phases = { rcptTo: { code: 550, message: '5.7.1 no mail for <canary.log@example.test>' } }
  await enroll(workflowId, contact)
  await expect.poll(() => lastOutcome(workflowId), { timeout: 10_000 }).toBe('failed email_rejected')
  const lines = [...logged, ...server.logged].join('\n')
  expect(lines).not.toMatch(/canary|secretname|doubt@|dear/i)
})
