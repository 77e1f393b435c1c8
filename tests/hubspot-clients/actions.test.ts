// Actions of apps through HubSpot's own client: every call of `hub.automation.actions`, on both path families.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@hubspot/api-client'
import { type Tenant, type TestServer, testServer } from '@millrace/api/testing'
import { advance } from '@millrace/engine'
import { anEngine, sendWaiting } from '@millrace/engine/testing'
import { createToken } from '@millrace/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './refusal.js'

const appId = 4711
let server: TestServer
let hub: Client
let other: Client
beforeAll(async () => {
  server = await testServer({ allowedHosts: ['127.0.0.1'] })
  hub = await clientOf(server.a)
  other = await clientOf(server.b)
})
afterAll(() => server.close())

/** The client asks for definitions with a developer key, for everything else with its token (api.md 2.1). */
async function clientOf({ accountId, token }: Tenant): Promise<Client> {
  const key = await createToken(server.db, { accountId, label: 'developer', developerKey: true })
  return new Client({ basePath: server.url, accessToken: token, developerApiKey: key.text })
}

const field = (name: string, type = 'string') => ({
  typeDefinition: { name, type, fieldType: 'text', options: [], externalOptions: false },
})

function egg(more: object = {}) {
  return {
    actionUrl: 'https://app.example.test/widgets',
    published: true,
    objectTypes: ['CONTACT'],
    inputFields: [{ ...field('widget'), supportedValueTypes: ['STATIC_VALUE'], isRequired: true }],
    outputFields: [field('score', 'number')],
    inputFieldDependencies: [
      { dependencyType: 'SINGLE_FIELD', controllingFieldName: 'widget', dependentFieldNames: ['size'] },
    ],
    objectRequestOptions: { properties: ['email'] },
    labels: { en: { actionName: 'Make a widget', inputFieldLabels: { widget: 'Widget' } } },
    executionRules: [{ labelName: 'made', conditions: { hs_execution_state: 'SUCCESS' } }],
    functions: [{ functionType: 'PRE_ACTION_EXECUTION', functionSource: 'exports.main = () => {}' }],
    ...more,
  } as never
}

describe('definitions', () => {
  test('api.md 8.3 are created, read, changed by revisions, paged and archived', async () => {
    const { definitionsApi, revisionsApi } = hub.automation.actions
    const made = await definitionsApi.create(appId, egg())
    expect(made).toMatchObject({
      revisionId: '1',
      published: true,
      objectTypes: ['CONTACT'],
      functions: [{ functionType: 'PRE_ACTION_EXECUTION' }],
      labels: { en: { actionName: 'Make a widget' } },
    })
    expect(made.inputFields[0]).toMatchObject({ isRequired: true, typeDefinition: { name: 'widget' } })
    expect(await definitionsApi.getById(made.id, appId)).toEqual(made)
    const changed = await definitionsApi.update(made.id, appId, { published: false } as never)
    expect(changed).toMatchObject({
      id: made.id,
      revisionId: '2',
      published: false,
      actionUrl: made.actionUrl,
    })
    const revisions = await revisionsApi.getPage(made.id, appId, 1)
    expect(revisions.results).toMatchObject([{ revisionId: '1', definition: { published: true } }])
    const next = await revisionsApi.getPage(made.id, appId, 1, revisions.paging?.next?.after)
    expect(next.results).toMatchObject([{ revisionId: '2' }])
    expect(next.paging).toBeUndefined()
    const first = await revisionsApi.getById(made.id, '1', appId)
    expect(first).toMatchObject({ revisionId: '1', definition: { published: true } })
    expect(first.createdAt).toBeInstanceOf(Date)

    const second = await definitionsApi.create(appId, egg())
    const page = await definitionsApi.getPage(appId, 1)
    expect(page.results.map(({ id }) => id)).toEqual([made.id])
    const rest = await definitionsApi.getPage(appId, 1, page.paging?.next?.after)
    expect(rest.results.map(({ id }) => id)).toEqual([second.id])
    await definitionsApi.archive(made.id, appId)
    await definitionsApi.archive(made.id, appId)
    expect(await refusal(definitionsApi.getById(made.id, appId))).toMatchObject({ code: 404 })
    expect(await definitionsApi.getById(made.id, appId, true)).toMatchObject({
      archivedAt: expect.any(Number),
    })
    expect((await definitionsApi.getPage(appId, 10, undefined, true)).results).toMatchObject([
      { id: made.id },
    ])
    await definitionsApi.archive(second.id, appId)
  })

  test.each([
    ['no labels in en', { labels: { de: { actionName: 'x' } } }],
    ['an address that is none', { actionUrl: '/widgets' }],
    ['an address with a password', { actionUrl: 'https://a:b@example.test/' }],
    ['a file', { actionUrl: 'file:///etc/passwd' }],
    ['a field without a name', { inputFields: [{ typeDefinition: { type: 'string' }, isRequired: true }] }],
    ['an unknown function', { functions: [{ functionType: 'BREW', functionSource: 'x' }] }],
  ])('%s is refused, and nothing is made', async (_what, more) => {
    const answer = await server.a.call('POST', `/automation/v4/actions/${appId}`, {
      ...(egg() as object),
      ...more,
    })
    expect(answer.status).toBe(400)
    expect((await hub.automation.actions.definitionsApi.getPage(appId)).results).toEqual([])
  })

  test('a definition of another app or account is not there', async () => {
    const made = await hub.automation.actions.definitionsApi.create(appId, egg())
    const { definitionsApi, functionsApi, revisionsApi } = other.automation.actions
    for (const call of [
      () => definitionsApi.getById(made.id, appId),
      () => definitionsApi.update(made.id, appId, { published: false } as never),
      () => functionsApi.getPage(made.id, appId),
      () => revisionsApi.getPage(made.id, appId),
      () => hub.automation.actions.definitionsApi.getById(made.id, appId + 1),
    ])
      expect(await refusal(call())).toMatchObject({ code: 404 })
    await definitionsApi.archive(made.id, appId)
    expect((await definitionsApi.getPage(appId)).results).toEqual([])
    expect(await hub.automation.actions.definitionsApi.getById(made.id, appId)).toMatchObject({
      published: true,
    })
    await hub.automation.actions.definitionsApi.archive(made.id, appId)
  })
})

describe('functions', () => {
  test('api.md 3.1 are stored by type, and by type and input field, and given back', async () => {
    const { definitionsApi, functionsApi } = hub.automation.actions
    const { id } = await definitionsApi.create(appId, egg())
    const pre = 'PRE_ACTION_EXECUTION'
    expect(await functionsApi.getByFunctionType(id, pre, appId)).toMatchObject({
      functionType: pre,
      functionSource: 'exports.main = () => {}',
    })
    const source = 'exports.main = (event) => ({ "ü": event })\n'
    expect(await functionsApi.createOrReplaceByFunctionType(id, pre, appId, source)).toMatchObject({
      functionType: pre,
    })
    expect((await functionsApi.getByFunctionType(id, pre, appId)).functionSource).toBe(source)
    const options = 'PRE_FETCH_OPTIONS'
    await functionsApi.createOrReplace(id, options, 'widget', appId, 'a')
    await functionsApi.createOrReplace(id, options, 'widget', appId, 'b')
    expect(await functionsApi.getById(id, options, 'widget', appId)).toMatchObject({
      functionSource: 'b',
      id: 'widget',
    })
    expect((await functionsApi.getPage(id, appId)).results).toHaveLength(2)
    await functionsApi.archive(id, options, 'widget', appId)
    await functionsApi.archiveByFunctionType(id, pre, appId)
    await functionsApi.archiveByFunctionType(id, pre, appId)
    expect((await functionsApi.getPage(id, appId)).results).toEqual([])
    expect(await refusal(functionsApi.getByFunctionType(id, pre, appId))).toMatchObject({ code: 404 })
    await definitionsApi.archive(id, appId)
  })

  test('a body that is JSON is no source, and a source is no JSON', async () => {
    const { id } = await hub.automation.actions.definitionsApi.create(appId, egg())
    const path = `/automation/v4/actions/${appId}/${id}/functions/PRE_ACTION_EXECUTION`
    expect(await server.a.call('PUT', path, { source: 'x' })).toMatchObject({ status: 400 })
    const text = await fetch(`${server.url}/automation/v4/actions/${appId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.a.token}`, 'content-type': 'text/plain' },
      body: JSON.stringify(egg()),
    })
    expect(text.status).toBe(415)
    await hub.automation.actions.definitionsApi.archive(id, appId)
  })
})

test('api.md 3.1 requires-object, both path families, and the catalogue of actions', async () => {
  const { id } = await hub.automation.actions.definitionsApi.create(appId, egg())
  for (const path of [
    '/automation/v4/actions',
    '/automation/actions/2026-03',
    '/automation/actions/2026-09-beta',
  ]) {
    const call = async (method: string, tail: string, body?: unknown) =>
      (await hub.apiRequest({ method: method as 'GET', path: `${path}/${appId}/${id}${tail}`, body })).json()
    expect(await call('GET', '')).toMatchObject({ id })
    expect(await call('GET', '/functions')).toMatchObject({ results: [{}] })
    expect(await call('GET', '/revisions/1')).toMatchObject({ revisionId: '1' })
    expect(await call('POST', '/requires-object', { requiresObject: false })).toEqual({
      requiresObject: false,
    })
    expect(await call('GET', '/requires-object')).toEqual({ requiresObject: false })
  }
  const titles = async (client: Client) => {
    const answer = await client.apiRequest({ path: '/automation/v4/action-types' })
    const { results } = (await answer.json()) as { results: { actionTypeId?: string; title: string }[] }
    return results.filter(({ actionTypeId }) => actionTypeId === `1-${id}`).map(({ title }) => title)
  }
  expect(await titles(hub)).toEqual(['Make a widget'])
  expect(await titles(other)).toEqual([])
  await hub.automation.actions.definitionsApi.archive(id, appId)
})

describe('callbacks', () => {
  let app: Server
  const held: string[] = []
  beforeAll(async () => {
    app = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        held.push((JSON.parse(body) as { callbackId: string }).callbackId)
        response.end(JSON.stringify({ outputFields: { hs_execution_state: 'BLOCK' } }))
      })
    })
    await new Promise<void>((listening) => app.listen(0, '127.0.0.1', listening))
  })
  afterAll(() => app.close())

  /** Records that stand at an action whose app holds them back. */
  async function holdBack(count: number): Promise<string> {
    const { port } = app.address() as AddressInfo
    const { id } = await hub.automation.actions.definitionsApi.create(
      appId,
      egg({ actionUrl: `http://127.0.0.1:${port}/act` }),
    )
    const action = {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: `1-${id}`,
      actionTypeVersion: 1,
      fields: { widget: 'a wheel' },
    }
    const flow = {
      type: 'CONTACT_FLOW',
      objectTypeId: '0-1',
      flowType: 'WORKFLOW',
      isEnabled: true,
      startActionId: '1',
      actions: [action],
      enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false },
    }
    const created = await server.a.call<{ id: string }>('POST', '/automation/v4/flows', flow)
    expect(created.status).toBe(201)
    const inputs = Array.from({ length: count }, () => ({ properties: {}, associations: [] }))
    const contacts = await hub.crm.contacts.batchApi.create({ inputs })
    const recordIds = contacts.results.map((contact) => contact.id)
    await server.a.call('POST', `/millrace/v1/workflows/${created.body.id}/enrollments`, { recordIds })
    for (const lane of ['interactive', 'bulk'] as const)
      await advance(anEngine(server.db), server.a.accountId, lane)
    await sendWaiting(server.db, server.a.accountId)
    return created.body.id
  }

  const states = async (flowId: string) => {
    const { body } = await server.a.call<{ results: { state: string }[] }>(
      'GET',
      `/millrace/v1/workflows/${flowId}/enrollments`,
    )
    return body.results.map(({ state }) => state)
  }

  test('A-INT-17 A-INT-18 are completed one by one and in batches, each once; other accounts reach none', async () => {
    const flowId = await holdBack(3)
    expect(await states(flowId)).toEqual(['event', 'event', 'event'])
    const [one = '', two = '', three = ''] = held
    const outputFields = { score: '5', hs_execution_state: 'SUCCESS' }
    const { callbacksApi } = hub.automation.actions
    const foreign = other.automation.actions.callbacksApi
    expect(await refusal(foreign.complete(one, { outputFields }))).toMatchObject({
      code: 404,
      body: { category: 'OBJECT_NOT_FOUND' },
    })
    await foreign.completeBatch({ inputs: [{ callbackId: two, outputFields }] })
    expect(await states(flowId)).toEqual(['event', 'event', 'event'])
    await callbacksApi.complete(one, { outputFields })
    expect(await refusal(callbacksApi.complete(one, { outputFields }))).toMatchObject({ code: 404 })
    await callbacksApi.completeBatch({
      inputs: [one, two, 'nonsense'].map((callbackId) => ({ callbackId, outputFields })),
    })
    expect((await states(flowId)).sort()).toEqual(['completed', 'completed', 'event'])
    const dated = `/automation/actions/callbacks/2026-03/${three}/complete`
    const answer = await hub.apiRequest({
      method: 'POST',
      path: dated,
      body: { outputFields, typedOutputs: {} },
    })
    expect(answer.status).toBe(204)
    expect(await states(flowId)).toEqual(['completed', 'completed', 'completed'])
  })
})
