// A workflow that enrolls in another one and waits for it, as a client makes it and a worker runs it (A-FLW-10).
import { createWaker, startWorker, type Worker } from '@millrace/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aManualFlow } from '../../testing/a-manual-flow.js'
import { type Tenant, type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await testServer({ wakerOf: (db) => createWaker(db) })
  worker = await startWorker({ db: server.db, settings: { probeMs: 60_000 } })
})
afterAll(async () => {
  await worker.close()
  await server.close()
})

async function aFlow({ call }: Tenant, flow: object): Promise<string> {
  const { status, body } = await call('POST', '/automation/v4/flows', flow)
  expect([status, body]).toEqual([201, expect.anything()])
  return String(body.id)
}

const enrolling = (flowId: string, waitForCompletion: unknown = { delta: 1, timeUnit: 'DAYS' }) =>
  aManualFlow('jobtitle', {
    actionTypeId: '0-15',
    fields: { flow_id: flowId },
    millrace: { waitForCompletion },
  })

const stepsOf = async ({ call }: Tenant, workflowId: string) => {
  const { body } = await call<{ results: { actionId: string | null; outcome: string }[] }>(
    'GET',
    `/millrace/v1/workflows/${workflowId}/action-log`,
  )
  return body.results.flatMap(({ actionId, outcome }) => (actionId === '1' ? [outcome] : [])).reverse()
}

async function enrolled({ call }: Tenant, workflowId: string): Promise<string> {
  const contact = await call('POST', '/crm/v3/objects/contacts', { properties: {} })
  const recordIds = [contact.body.id]
  await call('POST', `/millrace/v1/workflows/${workflowId}/enrollments`, { recordIds })
  return String(contact.body.id)
}

test('A-FLW-10 a waiting record goes on as soon as the other workflow has ended, without anybody looking for it', async () => {
  const { a, b } = server
  const other = await aFlow(a, aManualFlow('city'))
  const waiting = await aFlow(a, enrolling(other))
  await enrolled(a, waiting)
  await expect.poll(() => stepsOf(a, waiting), { timeout: 20_000 }).toEqual(['waiting', 'succeeded'])
  expect(await stepsOf(a, other)).toEqual(['succeeded'])
  expect((await b.call('GET', `/millrace/v1/workflows/${waiting}/action-log`)).status).toBe(404)
})

test('A-FLW-10 unenrolling it from the other one by hand lets it go on; another account cannot', async () => {
  const { a, b } = server
  const delay = { actionTypeId: '0-1', fields: { delta: '9', time_unit: 'HOURS' } }
  const other = await aFlow(a, aManualFlow('city', delay))
  const waiting = await aFlow(a, enrolling(other))
  await enrolled(a, waiting)
  await expect.poll(() => stepsOf(a, other), { timeout: 20_000 }).toEqual(['waiting'])
  const { body } = await a.call<{ results: { id: string; state: string }[] }>(
    'GET',
    `/millrace/v1/workflows/${other}/enrollments`,
  )
  const path = `/millrace/v1/workflows/${other}/enrollments/${body.results[0]?.id}`
  expect((await b.call('DELETE', path)).status).toBe(404)
  expect(await stepsOf(a, waiting)).toEqual(['waiting'])
  expect((await a.call('DELETE', path)).status).toBe(204)
  await expect.poll(() => stepsOf(a, waiting), { timeout: 20_000 }).toEqual(['waiting', 'succeeded'])
})

test('A-FLW-10 a wait without a length that can be read, or for another account’s workflow, is not published', async () => {
  const { a, b } = server
  const theirs = await aFlow(b, aManualFlow('city'))
  const ours = await aFlow(a, aManualFlow('city'))
  for (const flow of [enrolling(ours, {}), enrolling(ours, { delta: 0 }), enrolling(theirs)]) {
    const { status, body } = await a.call('POST', '/automation/v4/flows', flow)
    expect([status, JSON.stringify(body)]).toEqual([
      400,
      expect.stringMatching(/millrace\.waitForCompletion|flow_id/),
    ])
  }
})
