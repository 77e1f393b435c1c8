// A workflow on a schedule, as a client makes it and a worker runs it (W-SCH).
import { createWaker, startWorker, type Worker } from '@millrace/engine'
import sql from 'sql-template-tag'
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

const off = { isEnabled: false }
const timeOfDay = { hour: 9, minute: 0 }
const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' ',
)
/** Half a year away: no run comes by itself. */
const month = months[(new Date().getUTCMonth() + 6) % 12]
const yearly = { enrollmentSchedule: { type: 'YEARLY', month, dayOfMonth: 15, timeOfDay } }

async function aFlow({ call }: Tenant, members: object): Promise<string> {
  const flow = { ...aManualFlow('jobtitle'), ...off, ...members }
  const { status, body } = await call('POST', '/automation/v4/flows', flow)
  expect([status, body]).toEqual([201, expect.anything()])
  return String(body.id)
}

/** Its next run was to be a second ago, and whoever works is told. */
async function makeDue({ accountId }: Tenant, id: string): Promise<void> {
  await server.db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`
      UPDATE workflow_schedules SET next_run_at = now() - interval '1 second'
      WHERE account_id = ${accountId} AND workflow_id = ${id}`),
  )
  const waker = createWaker(server.db)
  waker.wake(accountId, 'timers')
  await waker.close()
}

const publication = (id: string) => `/millrace/v1/workflows/${id}/publication`
const runsOf = (id: string, query = '') => `/millrace/v1/workflows/${id}/schedule-runs${query}`

test('W-SCH-15 W-SCH-16 a schedule without criteria is confirmed, runs when it is due, and tells what it did', async () => {
  const { a, b } = server
  const contact = await a.call('POST', '/crm/v3/objects/contacts', { properties: {} })
  const id = await aFlow(a, yearly)
  const refused = await a.call('POST', publication(id), {})
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [expect.objectContaining({ code: 'CONFIRMATION_REQUIRED', in: 'enrollmentCriteria' })],
  ])
  const published = await a.call('POST', publication(id), { confirmAllRecords: true })
  expect([published.status, published.body]).toEqual([
    202,
    { revisionId: '1', isEnabled: true, nextRunAt: expect.stringMatching(/T09:00:00\.000Z$/) },
  ])
  await makeDue(a, id)
  const run = expect.objectContaining({ state: 'COMPLETE', enrolled: 1, stillActive: 0, refused: 0 })
  await expect
    .poll(async () => (await a.call('GET', runsOf(id))).body.results, { timeout: 20_000 })
    .toEqual(expect.arrayContaining([run]))
  const { body } = await a.call<{ results: object[] }>('GET', `/millrace/v1/workflows/${id}/enrollments`)
  expect(body.results).toMatchObject([{ recordId: contact.body.id, source: { type: 'SCHEDULE' } }])
  expect((await b.call('GET', runsOf(id))).status).toBe(404)
  expect((await a.call('DELETE', publication(id))).status).toBe(204)
  expect((await a.call('GET', publication(id))).body).toEqual({ revisionId: '1', isEnabled: false })
})

test('W-SCH-24 W-SCH-15 who meets the criteria is counted; enrolling existing records is not offered', async () => {
  const { a } = server
  const id = await aFlow(a, yearly)
  const all = await a.call('GET', `/millrace/v1/workflows/${id}/match-count`)
  const contacts = await a.call('POST', '/crm/v3/objects/contacts/search', { limit: 1 })
  expect(all.body.count).toBe(contacts.body.total)
  const refused = await a.call('POST', publication(id), { enrollExisting: true, confirmAllRecords: true })
  expect([refused.status, refused.body]).toEqual([
    400,
    expect.objectContaining({ category: 'VALIDATION_ERROR' }),
  ])
})

test('W-SCH-16 a flow that enrolls everybody is not turned on by saving it, unless it was confirmed before', async () => {
  const { a } = server
  const created = await a.call('POST', '/automation/v4/flows', { ...aManualFlow('jobtitle'), ...yearly })
  expect(created.status).toBe(400)
  const id = await aFlow(a, yearly)
  const path = `/automation/v4/flows/${id}`
  const flow = async () => (await a.call('GET', path)).body
  const refused = await a.call('PUT', path, { ...(await flow()), isEnabled: true })
  expect([refused.status, refused.body.errors]).toEqual([
    400,
    [expect.objectContaining({ code: 'CONFIRMATION_REQUIRED' })],
  ])
  expect((await flow()).revisionId).toBe('1')
  await a.call('POST', publication(id), { confirmAllRecords: true })
  const edited = await a.call('PUT', path, { ...(await flow()), name: 'Every morning' })
  expect([edited.status, edited.body.isEnabled]).toEqual([200, true])
})

test('runs are paged, newest first', async () => {
  const { a } = server
  const id = await aFlow(a, yearly)
  const days = ['2026-01-01', '2026-01-02', '2026-01-03']
  await server.db.withAccount(a.accountId, 'shared', (tx) =>
    tx.execute(sql`
      INSERT INTO schedule_runs (account_id, workflow_id, scheduled_for, state, finished_at)
      SELECT ${a.accountId}, ${id}, day::date + interval '9 hours', 'MISSED', now()
      FROM unnest(${`{${days.join()}}`}::text[]) AS day`),
  )
  const missed = (day: string | undefined) => ({
    scheduledFor: `${day}T09:00:00.000Z`,
    state: 'MISSED',
    enrolled: 0,
    stillActive: 0,
    refused: 0,
  })
  const first = await a.call<{ results: object[]; paging: { next: { after: string } } }>(
    'GET',
    runsOf(id, '?limit=2'),
  )
  expect(first.body.results).toEqual([missed(days[2]), missed(days[1])])
  const { after } = first.body.paging.next
  const second = await a.call('GET', runsOf(id, `?limit=2&after=${after}`))
  expect(second.body).toEqual({ results: [missed(days[0])] })
  expect((await a.call('GET', runsOf(id, '?after=x'))).status).toBe(400)
})
