// What an account chooses of how its workflows behave: read, changed, and obeyed by the steps that run.
import { advance } from '@millrace/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aManualFlow } from '../testing/a-manual-flow.js'
import { type Tenant, type TestServer, testServer } from '../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const path = '/millrace/v1/account/settings'
const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY']
const defaults = { noBackwardLifecycle: false, businessCalendar: { workingDays: weekdays, holidays: [] } }
const change = ({ call }: Tenant, body: unknown) => call('PATCH', path, body)
const settingsOf = async ({ call }: Tenant) => (await call('GET', path)).body

test('A-DLT-4 A-EDR-25 an account has defaults; what a change does not name stays, and so do other accounts', async () => {
  const { a, b } = server
  expect(await settingsOf(a)).toEqual(defaults)
  const days = { workingDays: ['SUNDAY', 'MONDAY'], holidays: ['2026-12-26', '2026-12-25', '2026-12-25'] }
  const calendar = { workingDays: ['MONDAY', 'SUNDAY'], holidays: ['2026-12-25', '2026-12-26'] }
  const changed = await change(a, { businessCalendar: days })
  expect([changed.status, changed.body]).toEqual([200, { ...defaults, businessCalendar: calendar }])
  await change(a, { noBackwardLifecycle: true })
  await change(a, { businessCalendar: { holidays: [] } })
  await change(a, {})
  const after = { noBackwardLifecycle: true, businessCalendar: { ...calendar, holidays: [] } }
  expect(await settingsOf(a)).toEqual(after)
  expect(await settingsOf(b)).toEqual(defaults)
})

test('what no account can work by is refused and changes nothing; a token needs the scope', async () => {
  const { a } = server
  const before = await settingsOf(a)
  for (const body of [
    { businessCalendar: { workingDays: [] } },
    { businessCalendar: { workingDays: ['monday'] } },
    { businessCalendar: { holidays: ['2026-02-30'] } },
    { businessCalendar: { holidays: ['25.12.2026'] } },
    { businessCalendar: { holidays: Array.from({ length: 1_001 }, () => '2026-12-25') } },
    { businessCalendar: null },
    { noBackwardLifecycle: 'yes' },
    [],
  ])
    expect((await change(a, body)).status, JSON.stringify(body).slice(0, 80)).toBe(400)
  const restricted = await server.restricted(['crm.objects.contacts.read'])
  expect([(await change(restricted, {})).status, (await restricted.call('GET', path)).status]).toEqual([
    403, 403,
  ])
  expect(await settingsOf(a)).toEqual(before)
})

test('A-EDR-24 A-EDR-25 a live workflow obeys at once; the API may set a stage back, and other accounts may', async () => {
  const waker = { wake() {}, async close() {} }
  const setting = (staticValue: string) =>
    aManualFlow('lifecyclestage', {
      fields: { property_name: 'lifecyclestage', value: { type: 'STATIC_VALUE', staticValue } },
    })
  const run = async ({ accountId, call }: Tenant, workflowId: string, stage: string) => {
    const contact = await call('POST', '/crm/v3/objects/contacts', { properties: { lifecyclestage: stage } })
    const id = String(contact.body.id)
    await call('POST', `/millrace/v1/workflows/${workflowId}/enrollments`, { recordIds: [id] })
    const engine = { db: server.db, waker, workerId: '00000000-0000-4000-8000-000000000001', slot: 0 }
    while ((await advance(engine, accountId, 'interactive')).more);
    const read = () =>
      call<{ properties: object }>('GET', `/crm/v3/objects/contacts/${id}?properties=lifecyclestage`)
    const log = await call<{ results: { actionId: string | null; outcome: string; code?: string }[] }>(
      'GET',
      `/millrace/v1/workflows/${workflowId}/action-log?limit=5`,
    )
    const step = log.body.results.find(({ actionId }) => actionId === '1')
    const { properties } = (await read()).body
    return { id, properties, outcome: [step?.outcome, step?.code] }
  }
  const { a, b } = server
  const [ours, theirs] = await Promise.all(
    [a, b].map(async ({ call }) =>
      String((await call('POST', '/automation/v4/flows', setting('lead'))).body.id),
    ),
  )
  await change(a, { noBackwardLifecycle: false })
  expect((await run(a, ours ?? '', 'customer')).properties).toMatchObject({ lifecyclestage: 'lead' })
  await change(a, { noBackwardLifecycle: true })
  const kept = await run(a, ours ?? '', 'customer')
  expect(kept).toMatchObject({
    properties: { lifecyclestage: 'customer' },
    outcome: ['skipped', 'backward_lifecycle'],
  })
  expect((await run(a, ours ?? '', '')).properties).toMatchObject({ lifecyclestage: 'lead' })
  expect((await run(b, theirs ?? '', 'customer')).properties).toMatchObject({ lifecyclestage: 'lead' })
  const byHand = { properties: { lifecyclestage: 'subscriber' } }
  expect((await a.call('PATCH', `/crm/v3/objects/contacts/${kept.id}`, byHand)).body).toMatchObject(byHand)
})
