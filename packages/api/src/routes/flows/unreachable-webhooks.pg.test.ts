import { createActionDefinition } from '@millrace/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Tenant, type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ allowedHosts: ['127.0.0.1', 'erp.internal:8080'] })
})
afterAll(() => server.close())

interface Refused {
  readonly category: string
  readonly errors: readonly Record<string, unknown>[]
}
interface Saved {
  readonly id: string
  readonly revisionId: string
  readonly isEnabled: boolean
  readonly millrace?: { readonly issues?: readonly Record<string, unknown>[] }
}

const flows = '/automation/v4/flows'
const flow = (webhookUrl: string, members: object = {}) => ({
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  isEnabled: false,
  startActionId: '7',
  actions: [{ actionId: '7', type: 'WEBHOOK', method: 'POST', webhookUrl, queryParams: [] }],
  enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false },
  ...members,
})
const refusal = (host: string, message: unknown = expect.stringContaining('MILLRACE_ALLOWED_HOSTS')) => ({
  code: 'ADDRESS_REFUSED',
  message,
  in: 'actions[0].webhookUrl',
  context: { actionId: ['7'], host: [host] },
})
const save = async (webhookUrl: string, tenant: Tenant = server.a) =>
  (await tenant.call<Saved>('POST', flows, flow(webhookUrl))).body
const publication = (id: string) => `/millrace/v1/workflows/${id}/publication`
const isOn = async (id: string) => (await server.a.call<Saved>('GET', `${flows}/${id}`)).body.isEnabled

test('W-PUB-22 a webhook to a private address is kept while off, told at saving, and refused at publishing', async () => {
  const saved = await save('https://0xa9fea9fe/latest')
  expect(saved.millrace?.issues).toEqual([
    refusal(
      '169.254.169.254',
      'Action 7 can never call https://169.254.169.254: this is not an address of the public internet. The operator may allow the host in MILLRACE_ALLOWED_HOSTS.',
    ),
  ])
  const refused = await server.a.call<Refused>('POST', publication(saved.id), {})
  expect(refused).toMatchObject({ status: 422, body: { errors: [refusal('169.254.169.254')] } })
  expect(await isOn(saved.id)).toBe(false)
})

test('api.md 4.8 it cannot be created or put on, and an edit of one that is on leaves what runs as it was', async () => {
  const before = (await server.a.call<{ results: unknown[] }>('GET', flows)).body.results.length
  const plain = 'http://hooks.example.test/?key=canary'
  const on = (url: string, members: object = {}) => flow(url, { isEnabled: true, ...members })
  const created = await server.a.call<Refused>('POST', flows, on(plain))
  expect(created).toMatchObject({ status: 400, body: { errors: [refusal('hooks.example.test')] } })
  expect(JSON.stringify(created.body)).not.toContain('canary')
  expect((await server.a.call<{ results: unknown[] }>('GET', flows)).body.results).toHaveLength(before)

  const { id, revisionId } = (await server.a.call<Saved>('POST', flows, on('https://hooks.example.test/')))
    .body
  const put = await server.a.call<Refused>('PUT', `${flows}/${id}`, on('https://[::1]/', { revisionId }))
  expect(put).toMatchObject({ status: 400, body: { errors: [refusal('[::1]')] } })
  expect((await server.a.call<Saved>('GET', `${flows}/${id}`)).body).toMatchObject({
    isEnabled: true,
    revisionId,
    actions: [{ webhookUrl: 'https://hooks.example.test/' }],
  })
})

test('A-WHK-5 what the operator names is published, in every account', async () => {
  for (const tenant of [server.a, server.b])
    for (const url of ['http://127.1:9000/', 'http://erp.internal:8080/in', 'https://8.8.8.8/']) {
      const saved = await save(url, tenant)
      expect(saved.millrace).toBeUndefined()
      expect((await tenant.call('POST', publication(saved.id), {})).status).toBe(202)
    }
  const elsewhere = await save('http://erp.internal:8081/in')
  expect(elsewhere.millrace?.issues).toEqual([refusal('erp.internal:8081')])
})

test('A-INT-10 an app that moved to a private address blocks the flow that calls it, and nobody else hears of it', async () => {
  const definition = {
    actionUrl: 'https://10.9.8.7/canary',
    published: true,
    objectTypes: [],
    inputFields: [],
    labels: { en: { actionName: 'Look around' } },
  }
  const id = await server.db.withAccount(server.a.accountId, 'exclusive', (tx) =>
    createActionDefinition(tx, 77, definition),
  )
  const actions = [{ actionId: '7', type: 'SINGLE_CONNECTION', actionTypeId: `1-${id}`, fields: {} }]
  const issuesFor = async (tenant: Tenant) =>
    (await tenant.call<Saved>('POST', flows, flow('', { actions }))).body.millrace?.issues
  expect(await issuesFor(server.a)).toEqual([{ ...refusal('10.9.8.7'), in: 'actions[0].actionTypeId' }])
  const theirs = await issuesFor(server.b)
  expect(theirs).toMatchObject([{ code: 'UNSUPPORTED_ACTION' }])
  expect(JSON.stringify(theirs)).not.toContain('10.9.8.7')
})

test('api.md 4.9 an import takes it and tells what to mend', async () => {
  const body = { workflows: [flow('https://192.168.1.5/in'), flow('https://hooks.example.test/in')] }
  for (const dryRun of [true, false]) {
    const { body: answer } = await server.a.call('POST', '/millrace/v1/workflows/import', { ...body, dryRun })
    expect(answer.results).toMatchObject([
      { canBeTurnedOn: false, problems: [refusal('192.168.1.5')] },
      { canBeTurnedOn: true, problems: [] },
    ])
  }
})
