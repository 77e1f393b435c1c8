import { startWorker, type Worker } from '@millrace/engine'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await testServer()
  worker = await startWorker({ db: server.db, settings: { probeMs: 200 } })
})
afterAll(async () => {
  await worker.close()
  await server.close()
})

async function aUser(who: 'a' | 'b', email: string): Promise<string> {
  const { status, body } = await server[who].call('POST', '/settings/v3/users', { email })
  expect(status).toBeLessThan(300)
  return String(body.id)
}

/** A workflow that tells users, with the owner of the record among them. */
async function aTelling(userIds: readonly string[]): Promise<string> {
  const { status, body } = await server.a.call('POST', '/automation/v4/flows', {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    name: 'Tell',
    isEnabled: true,
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-9',
        actionTypeVersion: 0,
        fields: {
          subject: 'Look at {{ contact.firstname }}',
          body: 'Now: {{ contact.lastname | default: "nobody" }}',
          user_ids: userIds,
          owner_properties: ['hubspot_owner_id'],
          delivery_method: 'APP',
        },
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
  expect(status).toBe(201)
  return String(body.id)
}

async function enroll(workflowId: string, properties: object = {}): Promise<void> {
  const contact = await server.a.call('POST', '/crm/v3/objects/contacts', {
    properties: { firstname: 'Canary', ...properties },
  })
  const { body } = await server.a.call('POST', `/millrace/v1/workflows/${workflowId}/enrollments`, {
    recordIds: [contact.body.id],
  })
  expect(body).toMatchObject({ results: [{ outcome: 'enrolled' }] })
}

const told = async (userId: string, more = '', who: 'a' | 'b' = 'a') =>
  (
    await server[who].call<{ results: { id: string }[] }>(
      'GET',
      `/millrace/v1/notifications?userId=${userId}${more}`,
    )
  ).body.results
const stepOf = async (workflowId: string) => {
  const { body } = await server.a.call<{
    results: { actionId: string | null; outcome: string; code?: string }[]
  }>('GET', `/millrace/v1/workflows/${workflowId}/action-log`)
  const step = body.results.find(({ actionId }) => actionId === '1')
  return step && `${step.outcome} ${step.code ?? ''}`.trim()
}

test('A-NTI-1 A-NTI-2 A-NTI-3 tells users and the owner of the record, each once', async () => {
  const ann = await aUser('a', 'ann@example.test')
  const bob = await aUser('a', 'bob@example.test')
  const owners = await server.a.call<{ results: { id: string; userId: number }[] }>(
    'GET',
    '/crm/v3/owners?limit=100',
  )
  const owner = owners.body.results.find(({ userId }) => String(userId) === bob)
  const workflowId = await aTelling([ann, bob])
  await enroll(workflowId, { hubspot_owner_id: owner?.id })
  await expect.poll(() => stepOf(workflowId), { timeout: 10_000 }).toBe('succeeded')
  expect(await told(ann)).toMatchObject([
    { title: 'Look at Canary', body: 'Now: nobody', userId: ann, workflowId },
  ])
  const [one, ...others] = await told(bob)
  expect(others).toEqual([])
  expect((await server.a.call('PUT', `/millrace/v1/notifications/${one?.id}/read`)).body).toHaveProperty(
    'readAt',
  )
  expect(await told(bob, '&unread=true')).toEqual([])
  expect(await told(bob)).toHaveLength(1)

  expect(await told(ann, '', 'b')).toEqual([])
  expect((await server.b.call('PUT', `/millrace/v1/notifications/${one?.id}/read`)).status).toBe(404)
})

test('A-NTI-4 whoever muted the workflow is passed over; nobody left is a skip', async () => {
  const cyn = await aUser('a', 'cyn@example.test')
  const dan = await aUser('a', 'dan@example.test')
  const workflowId = await aTelling([cyn, dan])
  const mute = (userId: string, method = 'PUT', who: 'a' | 'b' = 'a') =>
    server[who].call(method, `/millrace/v1/notifications/mutes/${userId}/${workflowId}`)
  expect((await mute(dan, 'PUT', 'b')).status).toBe(404)
  expect((await mute(cyn)).status).toBe(204)
  expect((await mute(cyn)).status).toBe(204)
  await enroll(workflowId)
  await expect.poll(() => stepOf(workflowId), { timeout: 10_000 }).toMatch(/^succeeded/)
  expect([(await told(cyn)).length, (await told(dan)).length]).toEqual([0, 1])
  await mute(dan)
  await enroll(workflowId)
  await expect.poll(() => stepOf(workflowId), { timeout: 10_000 }).toBe('skipped muted')
  await mute(dan, 'DELETE')
  await enroll(workflowId)
  await expect.poll(async () => (await told(dan)).length, { timeout: 10_000 }).toBe(2)
})

test('A-NTE-6 nobody to tell is a failure, and the enrollment goes on', async () => {
  const gone = await aUser('a', 'gone@example.test')
  const workflowId = await aTelling([gone])
  await server.a.call('DELETE', `/settings/v3/users/${gone}`)
  await enroll(workflowId)
  await expect.poll(() => stepOf(workflowId), { timeout: 10_000 }).toBe('failed no_recipient')
  const active = await server.db.withAccount(server.a.accountId, 'read', (tx) =>
    tx.query(sql`SELECT FROM enrollments WHERE account_id = ${tx.accountId} AND ended_at IS NULL`),
  )
  expect(active).toEqual([])
})
