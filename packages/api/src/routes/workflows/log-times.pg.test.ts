import { advance } from '@millrace/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aManualFlow } from '../../testing/a-manual-flow.js'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

test('2.6 a wait is told in one way, in the log and among the enrollments: ISO 8601 with milliseconds', async () => {
  const { a, b, db } = server
  const delay = { actionTypeId: '0-1', fields: { delta: '9', time_unit: 'HOURS' } }
  const flow = await a.call('POST', '/automation/v4/flows', aManualFlow('city', delay))
  const path = `/millrace/v1/workflows/${flow.body.id}`
  const contact = await a.call('POST', '/crm/v3/objects/contacts', { properties: {} })
  await a.call('POST', `${path}/enrollments`, { recordIds: [contact.body.id] })
  const waker = { wake() {}, async close() {} }
  const engine = { db, waker, workerId: '00000000-0000-4000-8000-000000000001', slot: 0 }
  while ((await advance(engine, a.accountId, 'interactive')).more);
  const { body: enrollments } = await a.call<{ results: { dueAt?: string }[] }>('GET', `${path}/enrollments`)
  const until = enrollments.results[0]?.dueAt
  expect(until).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const { body: log } = await a.call<{ results: object[] }>('GET', `${path}/action-log?actionId=1`)
  expect(log.results).toMatchObject([{ outcome: 'waiting', detail: { until } }])
  expect((await b.call('GET', `${path}/action-log`)).status).toBe(404)
})
