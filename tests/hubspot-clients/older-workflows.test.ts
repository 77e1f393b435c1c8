// Workflows as integrations made before automation/v4 call them: a list, ids to map, and contacts enrolled by address.
import { expect, test } from 'vitest'
import { aFlow } from './a-flow.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

async function ask(method: string, path: string, body?: unknown, client = hub) {
  const response = await client.apiRequest({ method, path, ...(body !== undefined && { body }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

async function aWorkflow(members: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { status, body } = await ask('POST', '/automation/v4/flows', aFlow(members))
  expect(status).toBe(201)
  return body.id
}

const manual = { type: 'MANUAL', shouldReEnroll: false }
/** Whoever enters stays for an hour. */
const staying = {
  isEnabled: true,
  enrollmentCriteria: manual,
  actions: [
    {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      actionTypeVersion: 0,
      fields: { delta: '60', time_unit: 'MINUTES' },
    },
  ],
}

async function aContact(email: string): Promise<string> {
  const { id } = await hub.crm.contacts.basicApi.create({ properties: { email }, associations: [] })
  return id
}

async function enrollments(workflowId: string) {
  const { body } = await ask('GET', `/millrace/v1/workflows/${workflowId}/enrollments`)
  return body.results as { recordId: string; state: string; reason?: string }[]
}

test('W-MAN-6 api.md 3.2 a contact is enrolled and taken out by e-mail address, whatever its case', async () => {
  const workflow = await aWorkflow(staying)
  const contact = await aContact('ada+lists@example.test')
  const path = `/automation/v2/workflows/${workflow}/enrollments/contacts/${encodeURIComponent('Ada+Lists@Example.test')}`
  expect(await ask('POST', path)).toEqual({ status: 204, body: undefined })
  expect(await enrollments(workflow)).toMatchObject([{ recordId: contact, state: 'ready' }])
  // Inside is what was asked for.
  expect((await ask('POST', path)).status).toBe(204)
  expect((await ask('DELETE', path)).status).toBe(204)
  expect(await enrollments(workflow)).toMatchObject([{ recordId: contact, reason: 'api' }])
  expect((await ask('DELETE', path)).status).toBe(204)
})

test('W-MAN-10 W-MAN-14 whom a rule keeps out is refused with the rule, and not silently', async () => {
  const workflow = await aWorkflow(staying)
  await aContact('bo@example.test')
  const path = `/automation/v2/workflows/${workflow}/enrollments/contacts/bo@example.test`
  await ask('POST', path)
  await ask('DELETE', path)
  expect(await ask('POST', path)).toMatchObject({
    status: 409,
    body: {
      category: 'CONFLICT',
      subCategory: 'NOT_ENROLLED',
      context: { outcome: ['previously_enrolled'] },
    },
  })
  expect(await enrollments(workflow)).toHaveLength(1)
})

test('W-MAN-8 a workflow that is off, an unknown address, no contact workflow, another account: refused, nobody enters', async () => {
  await aContact('cleo@example.test')
  const off = await aWorkflow({ enrollmentCriteria: manual })
  const enroll = (workflow: string, email: string, client = hub) =>
    ask('POST', `/automation/v2/workflows/${workflow}/enrollments/contacts/${email}`, undefined, client)
  expect(await enroll(off, 'cleo@example.test')).toMatchObject({
    status: 409,
    body: { subCategory: 'WORKFLOW_OFF' },
  })
  const on = await aWorkflow(staying)
  expect(await enroll(on, 'nobody@example.test')).toMatchObject({
    status: 404,
    body: { subCategory: 'RECORD_NOT_FOUND' },
  })
  const deals = await aWorkflow({ ...staying, type: 'PLATFORM_FLOW', objectTypeId: '0-3' })
  for (const workflow of [deals, '987654', 'abc']) {
    expect(await enroll(workflow, 'cleo@example.test')).toMatchObject({
      status: 404,
      body: { subCategory: 'WORKFLOW_NOT_FOUND' },
    })
  }
  expect((await enroll(on, 'cleo@example.test', other)).status).toBe(404)
  await other.crm.contacts.basicApi.create({ properties: { email: 'canary@example.test' }, associations: [] })
  expect((await enroll(on, 'canary@example.test')).status).toBe(404)
  for (const workflow of [off, on, deals]) expect(await enrollments(workflow)).toEqual([])
})

test('api.md 2.5 a repeat with the key of a request enrolls once, and gets its answer', async () => {
  const workflow = await aWorkflow(staying)
  await aContact('dot@example.test')
  const headers = { authorization: `Bearer ${server.a.token}`, 'idempotency-key': 'enroll-dot' }
  const path = `${server.url}/automation/v2/workflows/${workflow}/enrollments/contacts/dot@example.test`
  expect((await fetch(path, { method: 'POST', headers })).status).toBe(204)
  await ask('DELETE', `/automation/v2/workflows/${workflow}/enrollments/contacts/dot@example.test`)
  expect((await fetch(path, { method: 'POST', headers })).status).toBe(204)
  expect(await enrollments(workflow)).toHaveLength(1)
})

test('api.md 3.2 contact workflows are listed and read under the ids of their flows, those of other objects are not', async () => {
  const workflow = await aWorkflow({ name: 'Welcome' })
  const deals = await aWorkflow({ type: 'PLATFORM_FLOW', objectTypeId: '0-3', enrollmentCriteria: manual })
  const { body } = await ask('GET', '/automation/v3/workflows')
  const listed = { id: Number(workflow), name: 'Welcome', type: 'DRIP_DELAY', enabled: false }
  expect(body.workflows).toContainEqual(expect.objectContaining(listed))
  expect(body.workflows.map(({ id }: { id: number }) => id)).not.toContain(Number(deals))
  const read = await ask('GET', `/automation/v3/workflows/${workflow}`)
  expect(read).toMatchObject({ status: 200, body: { ...listed, insertedAt: expect.any(Number) } })
  expect((await ask('GET', `/automation/v3/workflows/${deals}`)).status).toBe(404)
  expect((await ask('GET', `/automation/v3/workflows/${workflow}`, undefined, other)).status).toBe(404)
  expect((await ask('GET', '/automation/v3/workflows', undefined, other)).body).toEqual({ workflows: [] })
})

test.each([
  '/automation/v4/workflow-id-mappings/batch/read',
  '/automation/2026-09-beta/workflow-id-mappings/batch/read',
  '/automation/v4/2027-03-beta/workflow-id-mappings/batch/read',
])('api.md 3.2 ids of flows and of workflows are mapped at %s, what is not there is named', async (path) => {
  const workflow = Number(await aWorkflow())
  const inputs = [
    { type: 'FLOW_ID', flowId: String(workflow) },
    { type: 'WORKFLOW_ID', workflowId: workflow },
    { type: 'FLOW_ID', flowId: '987654' },
  ]
  expect(await ask('POST', path, { inputs })).toMatchObject({
    status: 207,
    body: {
      results: [
        { flowId: workflow, workflowId: workflow },
        { flowId: workflow, workflowId: workflow },
      ],
      errors: [{ subCategory: 'WORKFLOW_NOT_FOUND', context: { ids: ['987654'] } }],
    },
  })
  expect((await ask('POST', path, { inputs: [{ type: 'FLOW_ID', workflowId: 1 }] })).status).toBe(400)
  const foreign = await ask('POST', path, { inputs: inputs.slice(0, 1) }, other)
  expect(foreign.body.results).toEqual([])
})

test('api.md 3.2 the e-mails a workflow sends, each once; without a flow the question is refused', async () => {
  const send = (actionId: string, content_id: string, next?: string) => ({
    actionId,
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-4',
    actionTypeVersion: 0,
    fields: { content_id },
    ...(next && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
  })
  const actions = [send('1', '77', '2'), send('2', '78', '3'), send('3', '77', '4'), send('4', '0')]
  const flowId = await aWorkflow({ actions })
  const path = '/automation/v4/flows/email-campaigns'
  expect(await ask('GET', `${path}?flowId=${flowId}`)).toEqual({
    status: 200,
    body: {
      results: [
        { flowId, emailCampaignId: '77', emailContentId: '77' },
        { flowId, emailCampaignId: '78', emailContentId: '78' },
      ],
    },
  })
  expect(await ask('GET', path)).toMatchObject({ status: 400, body: { errors: [{ in: 'flowId' }] } })
  expect((await ask('GET', `${path}?flowId=${flowId}`, undefined, other)).status).toBe(404)
})
