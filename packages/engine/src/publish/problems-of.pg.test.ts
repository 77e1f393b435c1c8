import {
  createActionDefinition,
  createSubscriptionDefinition,
  createWorkflow,
  type Database,
  definitionsOf,
  putSecret,
} from '@millrace/store'
import { anAccount, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFlow } from '../testing/engine-fixture.js'
import { privateHosts } from '../testing/private-hosts.js'
import { allowedHosts } from '../webhooks/allowed-hosts.js'
import { problemsOf } from './problems-of.js'
import { publish } from './publish.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

type Members = Readonly<Record<string, unknown>>
const step = (actionId: string, actionTypeId: string, fields: Members, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const authSettings = { type: 'AUTH_KEY', name: 'Authorization', location: 'HEADER', secretName: 'leads' }
const webhook = {
  actionId: '1',
  type: 'WEBHOOK',
  method: 'POST',
  webhookUrl: 'https://hooks.example.test/',
  queryParams: [],
  authSettings,
}
const problems = (accountId: number, actions: readonly Members[], hosts = allowedHosts([])) =>
  db.withAccount(accountId, 'read', async (tx) => {
    const flow = aFlow({ startActionId: '1', actions })
    return (await problemsOf(tx, await definitionsOf(tx), flow, hosts)).map(
      ({ code, field }) => `${code} ${field}`,
    )
  })
const workflowIn = (accountId: number, more: Members = {}) =>
  db.withAccount(accountId, 'shared', async (tx) => (await createWorkflow(tx, aFlow(more))).id)

test('W-PUB-22 A-GEN-18 a secret must be there, and it must be this account’s', async () => {
  const [accountId, other] = [await anAccount(db), await anAccount(db)]
  const missing = ['SECRET_NOT_FOUND actions[0].authSettings.secretName']
  const put = (id: number) =>
    db.withAccount(id, 'shared', (tx) => putSecret(tx, new Uint8Array(32), 'leads', 'canary'))
  await put(other)
  expect(await problems(accountId, [webhook])).toEqual(missing)
  await put(accountId)
  expect(await problems(accountId, [webhook])).toEqual([])
})

test('W-PUB-22 A-FLW-6 a target workflow must be there and enroll these records; whether it is on may change', async () => {
  const [accountId, other] = [await anAccount(db), await anAccount(db)]
  const [contacts, foreign] = [await workflowIn(accountId), await workflowIn(other)]
  const companies = await workflowIn(accountId, { type: 'PLATFORM_FLOW', objectTypeId: '0-2' })
  const enrollIn = (id: unknown) => problems(accountId, [step('1', '0-15', { flow_id: id })])
  expect(await enrollIn(String(contacts))).toEqual([])
  expect(await enrollIn(foreign)).toEqual(['WORKFLOW_NOT_FOUND actions[0].fields.flow_id'])
  expect(await enrollIn(companies)).toEqual(['WORKFLOW_INVALID actions[0].fields.flow_id'])
  const leave = step('1', 'millrace-unenroll-from-workflow', {
    flow_ids: [String(contacts), String(foreign)],
  })
  expect(await problems(accountId, [leave])).toEqual(['WORKFLOW_NOT_FOUND actions[0].fields.flow_ids[1]'])
})

test('W-PUB-22 A-EML-17 e-mails must be published, users active, teams there', async () => {
  const accountId = await anAccount(db)
  const tell = {
    subject: 'Hi',
    body: 'You',
    user_ids: ['999999'],
    team_ids: [888888],
    delivery_method: 'APP',
  }
  const actions = [step('1', '0-4', { content_id: '777777' }, '2'), step('2', '0-9', tell)]
  expect(await problems(accountId, actions)).toEqual([
    'EMAIL_NOT_FOUND actions[0].fields.content_id',
    'USER_NOT_FOUND actions[1].fields.user_ids',
    'TEAM_NOT_FOUND actions[1].fields.team_ids',
  ])
  const emailId = await db.withAccount(accountId, 'shared', async (tx) => {
    const [row] = await tx.query<{ id: number }>(sql`
      INSERT INTO emails (account_id, name, draft) VALUES (${accountId}, 'E', '{}') RETURNING id`)
    return row?.id ?? 0
  })
  const send = [step('1', '0-4', { content_id: String(emailId) })]
  expect(await problems(accountId, send)).toEqual(['EMAIL_NOT_FOUND actions[0].fields.content_id'])
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE emails SET published = '{}' WHERE account_id = ${accountId} AND id = ${emailId}`),
  )
  expect(await problems(accountId, send)).toEqual([])
})

const kindIn = (accountId: number) =>
  db.withAccount(accountId, 'shared', (tx) =>
    createSubscriptionDefinition(tx, {
      name: 'News',
      description: '',
      purpose: 'Marketing',
      communicationMethod: 'Email',
    }),
  )

test('W-PUB-22 A-MKT-3 a kind of subscription must be there and in use, and it must be this account’s', async () => {
  const [accountId, other] = [await anAccount(db), await anAccount(db)]
  const [news, foreign] = [await kindIn(accountId), await kindIn(other)]
  const optIn = (subscriptionId: unknown) =>
    problems(accountId, [step('1', '0-43347357', { subscriptionId, optState: 'OPT_IN', channel: 'EMAIL' })])
  const missing = ['SUBSCRIPTION_NOT_FOUND actions[0].fields.subscriptionId']
  expect(await optIn(String(news))).toEqual([])
  expect(await optIn(1)).toEqual([])
  expect(await optIn(foreign)).toEqual(missing)
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE subscription_definitions SET is_active = false WHERE account_id = ${accountId}`),
  )
  expect(await optIn(news)).toEqual(missing)
})

test('W-PUB-22 A-EML-6 the kind of subscription that an e-mail goes out under must be there', async () => {
  const [accountId, other] = [await anAccount(db), await anAccount(db)]
  const [news, foreign] = [await kindIn(accountId), await kindIn(other)]
  const send = async (subscriptionId: unknown) => {
    const published = JSON.stringify({ subscriptionDetails: { subscriptionId } })
    const id = await db.withAccount(accountId, 'shared', async (tx) => {
      const [row] = await tx.query<{ id: number }>(sql`
        INSERT INTO emails (account_id, name, draft, published) VALUES (${accountId}, 'E', '{}', ${published})
        RETURNING id`)
      return row?.id
    })
    const actions = [
      step('1', '0-4', { content_id: id }, '2'),
      step('2', '0-23', { email_content_id: id, recipient_emails: ['ada@example.test'] }),
    ]
    return problems(accountId, actions)
  }
  for (const good of [String(news), news, '2', '0', null, 'none'])
    expect([good, await send(good)]).toEqual([good, []])
  expect(await send(foreign)).toEqual([
    'SUBSCRIPTION_NOT_FOUND actions[0].fields.content_id',
    'SUBSCRIPTION_NOT_FOUND actions[1].fields.email_content_id',
  ])
})

/** One webhook after the other. */
const calling = (urls: readonly string[]) =>
  urls.map((webhookUrl, index) => ({
    ...webhook,
    authSettings: null,
    actionId: String(index + 1),
    webhookUrl,
    ...(index + 1 < urls.length && {
      connection: { edgeType: 'STANDARD', nextActionId: String(index + 2) },
    }),
  }))
const refusedAt = (...places: readonly number[]) =>
  places.map((place) => `ADDRESS_REFUSED actions[${place}].webhookUrl`)

test('A-WHK-5 W-PUB-22 a webhook that can never leave is refused, however its host is spelled', async () => {
  const accountId = await anAccount(db)
  for (const scheme of ['http', 'https']) {
    const urls = privateHosts.map((host) => `${scheme}://${host}:8443/{{ enrolled_object }}`)
    expect(await problems(accountId, calling(urls))).toEqual(refusedAt(...urls.keys()))
  }
})

test('A-WHK-4 without https only what the operator names; what takes DNS to know is known when it is sent', async () => {
  const accountId = await anAccount(db)
  const urls = [
    'http://hooks.example.test/',
    'https://hooks.example.test/',
    'http://8.8.8.8/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://printer/',
  ]
  expect(await problems(accountId, calling(urls))).toEqual(refusedAt(0, 2))
  const named = allowedHosts(['hooks.example.test', '8.8.8.8:80'])
  expect(await problems(accountId, calling(urls), named)).toEqual([])
})

test('A-WHK-5 hosts, ports and networks that the operator names may be called', async () => {
  const accountId = await anAccount(db)
  const urls = [
    'http://10.0.0.7:9000/',
    'http://0x0a.7:9001/',
    'https://localhost/',
    'http://localhost:9000/',
    'http://[::1]:9000/',
  ]
  const refused = (...hosts: string[]) => problems(accountId, calling(urls), allowedHosts(hosts))
  expect(await refused()).toEqual(refusedAt(0, 1, 2, 3, 4))
  expect(await refused('10.0.0.7:9000', 'localhost:9000')).toEqual(refusedAt(1, 2, 4))
  expect(await refused('10.0.0.0/8', '::1')).toEqual(refusedAt(2, 3))
  // As when it is sent: a name that leads into an open network is called by https only.
  expect(await refused('10.0.0.0/8', '127.0.0.0/8')).toEqual(refusedAt(3, 4))
})

test('A-INT-10 an action of an app is called under the same rule, and another account does not have it', async () => {
  const [accountId, other] = [await anAccount(db), await anAccount(db)]
  const definition = {
    actionUrl: 'https://169.254.169.254/latest',
    published: true,
    objectTypes: [],
    inputFields: [],
    labels: { en: { actionName: 'Look around' } },
  }
  const id = await db.withAccount(accountId, 'exclusive', (tx) => createActionDefinition(tx, 77, definition))
  const calls = [step('1', `1-${id}`, {})]
  expect(await problems(accountId, calls)).toEqual(['ADDRESS_REFUSED actions[0].actionTypeId'])
  expect(await problems(accountId, calls, allowedHosts(['169.254.0.0/16']))).toEqual([])
  expect(await problems(other, calls)).toEqual(['UNSUPPORTED_ACTION actions[0]'])
})

test('W-PUB-18 publishing is refused with the place, and the workflow stays off', async () => {
  const accountId = await anAccount(db)
  const id = await workflowIn(accountId, { startActionId: '1', actions: [webhook] })
  await expect(publish(db, accountId, id, { enrollExisting: false })).rejects.toMatchObject({
    code: 'WORKFLOW_BLOCKED',
    details: [{ code: 'SECRET_NOT_FOUND', in: 'actions[0].authSettings.secretName' }],
  })
})
