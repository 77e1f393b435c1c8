// Workflows through HubSpot's own client: definitions at automation/v4, everything it lacks beside them.
import { checkAnswer } from '@millrace/api/testing'
import { advance, build, type Engine, evaluate } from '@millrace/engine'
import { expect, test } from 'vitest'
import { aFlow } from './a-flow.js'
import { twoClients } from './two-clients.js'

type Json = Record<string, unknown>

const { server, hub } = await twoClients()

async function ask(
  method: string,
  path: string,
  body?: unknown,
  client = hub,
): Promise<{ status: number; body: Json }> {
  const response = await client.apiRequest({ method, path, ...(body !== undefined && { body }) })
  const text = await response.text()
  const answer = text === '' ? {} : (JSON.parse(text) as Json)
  checkAnswer(method, path, response.status, answer)
  return { status: response.status, body: answer }
}

/** What a worker would do, until there is nothing left. */
async function work(): Promise<void> {
  const engine: Engine = {
    db: server.db,
    waker: { wake() {}, async close() {} },
    workerId: crypto.randomUUID(),
    slot: 0,
  }
  for (let busy = true; busy; ) {
    busy = false
    if ((await build(engine, server.a.accountId)).claimed > 0) busy = true
    for (const lane of ['interactive', 'timers', 'bulk'] as const) {
      if ((await evaluate(engine, server.a.accountId, lane)).claimed > 0) busy = true
      if ((await advance(engine, server.a.accountId, lane)).claimed > 0) busy = true
    }
  }
}

const spellings = [
  '/automation/v4/flows',
  '/automation/2026-09-beta/flows',
  '/automation/v4/2027-03-beta/flows',
]

test.each(spellings)('definitions are made, listed, read, replaced and deleted at %s', async (path) => {
  const made = await ask(
    'POST',
    path,
    aFlow({ name: 'First', customProperties: { purpose: 'x' }, strange: [1] }),
  )
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ revisionId: '1', isEnabled: false, strange: [1], name: 'First' })
  const { id } = made.body
  const { body: page } = await ask('GET', `${path}?limit=100`)
  expect(page.results).toContainEqual(expect.objectContaining({ id, name: 'First', revisionId: '1' }))
  const { body: flow } = await ask('GET', `${path}/${id}`)
  const { createdAt, updatedAt, dataSources, ...document } = flow
  const put = await ask('PUT', `${path}/${id}`, { ...document, name: 'Second' })
  expect(put).toMatchObject({ status: 200, body: { name: 'Second', revisionId: '2', strange: [1] } })
  const stale = await hub.apiRequest({
    method: 'PUT',
    path: `${path}/${id}`,
    body: { ...document, name: 'Third' },
  })
  expect([stale.status, stale.headers.get('x-should-retry')]).toEqual([409, 'false'])
  expect(await ask('GET', `${path}/${id}/revisions/1`)).toMatchObject({
    status: 200,
    body: { name: 'First' },
  })
  expect((await ask('GET', `${path}/${id}/revisions/9`)).status).toBe(404)
  const batch = await ask('POST', `${path}/batch/read`, {
    inputs: [
      { type: 'FLOW_ID', flowId: id },
      { type: 'FLOW_ID', flowId: '987654' },
    ],
  })
  expect(batch).toMatchObject({
    status: 207,
    body: {
      results: [{ id, name: 'Second' }],
      numErrors: 1,
      errors: [{ category: 'FLOW_NOT_FOUND_BY_FLOW_ID' }],
    },
  })
  expect((await ask('DELETE', `${path}/${id}`)).status).toBe(204)
  expect((await ask('DELETE', `${path}/${id}`)).status).toBe(204)
  expect((await ask('GET', `${path}/${id}`)).status).toBe(404)
})

test('another account sees no workflow of ours, whatever it asks', async () => {
  const { body } = await ask('POST', '/automation/v4/flows', aFlow())
  const ours = `/millrace/v1/workflows/${body.id}`
  for (const [method, path] of [
    ['GET', `/automation/v4/flows/${body.id}`],
    ['PUT', `/automation/v4/flows/${body.id}`],
    ['GET', `/automation/v4/flows/${body.id}/revisions/1`],
    ['POST', `${ours}/publication`],
    ['GET', `${ours}/publication`],
    ['DELETE', `${ours}/publication`],
    ['GET', `${ours}/match-count`],
    ['POST', `${ours}/enrollments`],
    ['GET', `${ours}/enrollments`],
    ['DELETE', `${ours}/enrollments/1`],
    ['GET', `${ours}/action-log`],
  ] as const) {
    const send = method === 'PUT' || (method === 'POST' && path.endsWith('enrollments'))
    const answer = await server.b.call(
      method,
      path,
      send ? { ...aFlow(), revisionId: '1', recordIds: [] } : undefined,
    )
    expect([method, path, answer.status]).toEqual([method, path, 404])
  }
  expect((await server.b.call('DELETE', `/automation/v4/flows/${body.id}`)).status).toBe(204)
  expect((await ask('GET', `/automation/v4/flows/${body.id}`)).status).toBe(200)
})

test('saved while off, a flow that could not run is kept with its issues; turned on, it is refused', async () => {
  const broken = aFlow({
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-5',
        actionTypeVersion: 0,
        fields: { property_name: 'no_such_property', value: { type: 'STATIC_VALUE', staticValue: '1' } },
        connection: { edgeType: 'STANDARD', nextActionId: '7' },
      },
    ],
  })
  const made = await ask('POST', '/automation/v4/flows', broken)
  expect(made.status).toBe(201)
  const { issues } = made.body.millrace as { issues: { code: string; in: string }[] }
  expect(issues.map(({ code }) => code)).toContain('DANGLING_EDGE')
  expect((await ask('GET', `/automation/v4/flows/${made.body.id}`)).body.millrace).toBeUndefined()
  const publication = await ask('POST', `/millrace/v1/workflows/${made.body.id}/publication`, {})
  expect(publication).toMatchObject({
    status: 422,
    body: { errors: expect.arrayContaining([expect.objectContaining({ code: 'DANGLING_EDGE' })]) },
  })
  const on = await ask('PUT', `/automation/v4/flows/${made.body.id}`, {
    ...broken,
    revisionId: '1',
    isEnabled: true,
  })
  expect(on.status).toBe(400)
  expect((await ask('GET', `/automation/v4/flows/${made.body.id}`)).body).toMatchObject({
    revisionId: '1',
    isEnabled: false,
  })
  expect((await ask('POST', '/automation/v4/flows', { ...broken, isEnabled: true })).status).toBe(400)
})

test('a workflow is counted, published with existing records, followed, filled by hand, and turned off', async () => {
  const made = await Promise.all(
    ['Ada', 'ada', 'Bob'].map((firstname, i) =>
      hub.crm.contacts.basicApi.create({
        properties: { firstname, email: `w${i}@example.test` },
        associations: [],
      }),
    ),
  )
  const [ada, , bob] = made.map(({ id }) => id) as [string, string, string]
  const { body: flow } = await ask('POST', '/automation/v4/flows', aFlow({ name: 'Adas' }))
  const path = `/millrace/v1/workflows/${flow.id}`
  expect(await ask('GET', `${path}/match-count`)).toMatchObject({ status: 200, body: { count: 2 } })
  expect(await ask('GET', `${path}/publication`)).toMatchObject({ status: 200, body: { isEnabled: false } })
  expect((await ask('POST', `${path}/enrollments`, { recordIds: [bob] })).status).toBe(409)

  const published = await ask('POST', `${path}/publication`, { enrollExisting: true, note: 'go' })
  expect(published).toMatchObject({
    status: 202,
    body: { isEnabled: true, revisionId: '1', existing: { matching: 2 } },
  })
  await work()
  const { body: publication } = await ask('GET', `${path}/publication`)
  expect(publication.existing).toMatchObject({ matching: 2, enrolled: 2, state: 'COMPLETE' })

  const late = await hub.crm.contacts.basicApi.create({
    properties: { firstname: 'ADA', email: 'late@example.test' },
    associations: [],
  })
  await work()
  const byHand = await ask('POST', `${path}/enrollments`, { recordIds: [bob, ada, '99999999', bob] })
  expect(byHand.body.results).toMatchObject([
    { recordId: bob, outcome: 'enrolled', enrollmentId: expect.any(String) },
    { recordId: ada, outcome: 'previously_enrolled' },
    { recordId: '99999999', outcome: 'not_found' },
    { recordId: bob },
  ])
  await work()
  const { body: inside } = await ask('GET', `${path}/enrollments?limit=2`)
  expect(inside.results).toMatchObject([
    { recordId: bob, state: 'completed', source: { type: 'MANUAL' } },
    { recordId: late.id, state: 'completed', source: { type: 'TRIGGER' } },
  ])
  const { after } = (inside.paging as { next: { after: string } }).next
  const { body: rest } = await ask('GET', `${path}/enrollments?limit=2&after=${after}`)
  expect(rest.results).toHaveLength(2)
  expect(rest.paging).toBeUndefined()

  const seen: unknown[] = []
  for (let cursor = ''; ; ) {
    const { body } = await ask('GET', `${path}/action-log?limit=3${cursor}`)
    seen.push(...(body.results as unknown[]))
    const paging = body.paging as { next: { after: string } } | undefined
    if (!paging) break
    cursor = `&after=${paging.next.after}`
  }
  const whole = await ask('GET', `${path}/action-log?limit=250`)
  expect(seen).toEqual(whole.body.results)
  const times = (whole.body.results as { at: string }[]).map(({ at }) => at)
  expect(times).toEqual([...times].sort().reverse())
  const ofBob = await ask('GET', `${path}/action-log?recordId=${bob}&outcome=succeeded`)
  expect(ofBob.body.results).toMatchObject([
    { recordId: bob, actionId: '1', actionType: '0-5', outcome: 'succeeded' },
  ])
  const before = await ask('GET', `${path}/action-log?to=${encodeURIComponent('2020-01-01T00:00:00Z')}`)
  expect(before.body.results).toEqual([])
  const changed = await hub.crm.contacts.basicApi.getById(bob, ['lastname'], ['lastname'])
  expect(changed.properties.lastname).toBe('Seen')
  expect(changed.propertiesWithHistory?.lastname?.[0]?.sourceType).toBe('AUTOMATION_PLATFORM')

  expect((await ask('DELETE', `${path}/publication?unenrollAll=true`)).status).toBe(204)
  expect((await ask('GET', `${path}/publication`)).body.isEnabled).toBe(false)
  expect((await ask('POST', `${path}/enrollments`, { recordIds: [ada] })).body.results).toMatchObject([
    { outcome: 'workflow_off' },
  ])
})

test('one enrollment is ended by hand, and ending it again changes nothing', async () => {
  const { body: flow } = await ask('POST', '/automation/v4/flows', {
    ...aFlow({ name: 'Waits' }),
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-1',
        actionTypeVersion: 0,
        fields: { delta: '1', time_unit: 'DAYS' },
      },
    ],
    isEnabled: true,
  })
  expect(flow).toMatchObject({ isEnabled: true })
  const { id: recordId } = await hub.crm.contacts.basicApi.create({
    properties: { firstname: 'W' },
    associations: [],
  })
  const path = `/millrace/v1/workflows/${flow.id}`
  const { body } = await ask('POST', `${path}/enrollments`, { recordIds: [recordId] })
  const [{ enrollmentId }] = body.results as [{ enrollmentId: string }]
  await work()
  const active = await ask('GET', `${path}/enrollments?state=active&recordId=${recordId}`)
  expect(active.body.results).toMatchObject([{ id: enrollmentId, state: 'time', actionId: '1' }])
  expect((await ask('DELETE', `${path}/enrollments/${enrollmentId}`)).status).toBe(204)
  expect((await ask('DELETE', `${path}/enrollments/${enrollmentId}`)).status).toBe(204)
  const ended = await ask('GET', `${path}/enrollments?state=ended`)
  expect(ended.body.results).toMatchObject([{ id: enrollmentId, state: 'unenrolled', reason: 'manual' }])
  expect((await ask('DELETE', `${path}/enrollments/999999`)).status).toBe(404)
})

test('the catalogue of actions says what each needs', async () => {
  const { body } = await ask('GET', '/automation/2026-09-beta/action-types')
  const actions = body.results as { actionTypeId?: string; type: string; inputSchema: object }[]
  expect(actions.map((action) => action.actionTypeId ?? action.type)).toEqual(
    expect.arrayContaining(['0-1', '0-3', '0-5', '0-14', 'LIST_BRANCH', 'WEBHOOK']),
  )
})
