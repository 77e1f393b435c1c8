// Execution windows and blocked dates as a client sets them and sees who waits for them (W-SET-7 to 16).
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

const day = 86_400_000
const began = Date.now()

/** From the day before this one on: whatever hour it is, nothing runs for two days. */
const blockedDates = Array.from({ length: 4 }, (_, index) => {
  const date = new Date(began + (index - 1) * day)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
})
const zone = { millrace: { timeZone: 'UTC' } }

async function aFlow({ call }: Tenant, members: object): Promise<string> {
  const flow = { ...aManualFlow('city'), ...zone, ...members }
  const { status, body } = await call('POST', '/automation/v4/flows', flow)
  expect([status, body]).toEqual([201, expect.anything()])
  return String(body.id)
}

async function enroll({ call }: Tenant, workflowId: string, count: number): Promise<void> {
  const inputs = Array.from({ length: count }, () => ({ properties: {} }))
  const { body } = await call<{ results: { id: string }[] }>(
    'POST',
    '/crm/v3/objects/contacts/batch/create',
    { inputs },
  )
  const recordIds = body.results.map(({ id }) => id)
  await call('POST', `/millrace/v1/workflows/${workflowId}/enrollments`, { recordIds })
}

interface Enrollment {
  readonly state: string
  readonly code?: string
  readonly dueAt?: string
}

const results = async <Row>({ call }: Tenant, path: string): Promise<readonly Row[]> =>
  (await call<{ results: readonly Row[] }>('GET', `/millrace/v1/workflows/${path}`)).body.results

test('W-SET-11 W-SET-13 who waits at an action is counted, and told until when and why; an edit lets them go on', async () => {
  const { a, b } = server
  const id = await aFlow(a, { blockedDates })
  await enroll(a, id, 3)
  const counts = () => results(a, `${id}/records-in-actions`)
  await expect.poll(counts, { timeout: 20_000 }).toEqual([{ actionId: '1', records: 3, waitingForWindow: 3 }])
  const people = await results<Enrollment>(a, `${id}/enrollments?actionId=1&state=time`)
  expect(people.map(({ state, code }) => [state, code])).toEqual(Array(3).fill(['time', 'blocked_date']))
  const log = await results<{ outcome: string; detail?: { until: string } }>(
    a,
    `${id}/action-log?outcome=waiting`,
  )
  expect(log.map(({ detail }) => detail?.until).sort()).toEqual(people.map(({ dueAt }) => dueAt).sort())
  for (const { dueAt = '' } of people) expect(Date.parse(dueAt)).toBeGreaterThan(began + 2 * day)
  expect(await results(a, `${id}/enrollments?actionId=2`)).toEqual([])
  expect((await b.call('GET', `/millrace/v1/workflows/${id}/records-in-actions`)).status).toBe(404)

  const { body: stored } = await a.call('GET', `/automation/v4/flows/${id}`)
  expect(stored).toMatchObject({ blockedDates, isEnabled: true })
  const edited = await a.call('PUT', `/automation/v4/flows/${id}`, { ...stored, blockedDates: [] })
  expect(edited.status).toBe(200)
  await expect.poll(counts, { timeout: 20_000 }).toEqual([])
  const done = await results<Enrollment>(a, `${id}/enrollments`)
  expect(done.map(({ state, code }) => [state, code])).toEqual(Array(3).fill(['completed', undefined]))
})

test('W-PUB-22 windows that cannot be read are stored while the workflow is off, and named when it is turned on', async () => {
  const { a } = server
  const timeWindows = [{ day: 'MONDAY', startTime: { hour: 17 }, endTime: { hour: 9 } }]
  const id = await aFlow(a, { isEnabled: false, timeWindows })
  const refused = await a.call('POST', `/millrace/v1/workflows/${id}/publication`, {})
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    422,
    expect.stringContaining('timeWindows[0].endTime'),
  ])
  const { body } = await a.call('GET', `/automation/v4/flows/${id}`)
  expect(body).toMatchObject({ isEnabled: false, timeWindows })
})

test('api.md 4.9 what HubSpot writes of windows and blocked dates is executed: an import has nothing to say about it', async () => {
  const flow = {
    ...aManualFlow('city'),
    timeWindows: [{ day: 'FRIDAY', startTime: { hour: 9, minute: 0 }, endTime: { hour: 17, minute: 30 } }],
    blockedDates: [
      { dayOfMonth: 3, month: 'APRIL', year: 2026 },
      { dayOfMonth: 25, month: 'DECEMBER' },
    ],
  }
  const { body } = await server.a.call('POST', '/millrace/v1/workflows/import', {
    workflows: [flow],
    dryRun: true,
  })
  expect(body.results).toMatchObject([{ canBeTurnedOn: true, notExecuted: [], warnings: [], problems: [] }])
})
