import { hubspotLikeFlow } from '@millrace/definitions/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const path = '/millrace/v1/workflows/import'

interface Report {
  readonly id: string
  readonly references: readonly { kind: string; id: string; to: string | null }[]
  readonly canBeTurnedOn: boolean
}
interface Answer {
  readonly results: readonly Report[]
  readonly mapping: Readonly<Record<string, Readonly<Record<string, string | null>>>>
  readonly category?: string
  readonly errors?: readonly { in: string; code: string }[]
}

const importing = (body: unknown, tenant = server.a, headers = {}) =>
  tenant.call<Answer>('POST', path, body, headers)
const count = async (tenant = server.a) =>
  (await tenant.call<{ results: unknown[] }>('GET', '/automation/v4/flows')).body.results.length

const simple = (members: object) => ({
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  isEnabled: true,
  ...members,
})

describe('api.md 4.9 import', () => {
  test('a dry run tells what has to be mapped and stores nothing', async () => {
    const { status, body } = await importing({ workflows: [hubspotLikeFlow()], dryRun: true })
    expect(status).toBe(200)
    expect(body.mapping).toMatchObject({ lists: { '9101': null }, secrets: { CRM_KEY: null } })
    expect(body.results[0]).toMatchObject({ sourceId: '880011', canBeTurnedOn: false })
    expect(await count()).toBe(0)
  })

  test('rule 1 what was imported is exported without loss, and nobody else sees it', async () => {
    const document = { ...hubspotLikeFlow(), uuid: 'one', canary: 'of the first account' }
    const { status, body } = await importing({ workflows: [document] })
    expect(status).toBe(201)
    const id = body.results[0]?.id
    const exported = await server.a.call('GET', `/millrace/v1/workflows/${id}/export`)
    const { actions, ...rest } = exported.body
    const { actions: written, ...members } = document
    expect(rest).toEqual(members)
    expect((actions as unknown[]).slice(0, 11)).toEqual(written.slice(0, 11))
    expect(await server.a.call('GET', `/automation/v4/flows/${id}`)).toMatchObject({
      body: { isEnabled: false, revisionId: '1', name: 'Welcome, sort and hand over' },
    })

    expect((await server.b.call('GET', `/millrace/v1/workflows/${id}/export`)).status).toBe(404)
    expect(await count(server.b)).toBe(0)
    // The same uuid is another workflow there.
    const theirs = await importing({ workflows: [{ ...document, canary: 'of the second' }] }, server.b)
    expect(theirs.status).toBe(201)
    expect(await server.a.call('GET', `/millrace/v1/workflows/${id}/export`)).toMatchObject({
      body: { canary: 'of the first account' },
    })
  })

  test('rule 3 workflows of one import that name each other need no mapping', async () => {
    const enrolls = (actionId: string, flow_id: string) => ({
      actionId,
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-15',
      fields: { flow_id },
    })
    const workflows = [
      simple({ id: '501', name: 'First', startActionId: '1', actions: [enrolls('1', '502')] }),
      simple({ id: '502', name: 'Second', startActionId: '1', actions: [enrolls('1', '501')] }),
    ]
    const before = await importing({ workflows, dryRun: true })
    expect(before.body.mapping).toEqual({})
    const { body } = await importing({ workflows })
    const [first, second] = body.results
    expect(body.mapping).toEqual({ workflows: { '502': second?.id, '501': first?.id } })
    expect((await server.a.call('GET', `/automation/v4/flows/${first?.id}`)).body).toMatchObject({
      actions: [{ fields: { flow_id: second?.id } }],
    })
    expect((await server.a.call('GET', `/automation/v4/flows/${second?.id}`)).body).toMatchObject({
      actions: [{ fields: { flow_id: first?.id } }],
    })
  })

  test('rule 3 what nobody has mapped keeps the workflow from being turned on', async () => {
    const suppressed = simple({ name: 'Suppressed', suppressionListIds: [77] })
    const { body } = await importing({ workflows: [suppressed] })
    const refused = await server.a.call<Answer>(
      'POST',
      `/millrace/v1/workflows/${body.results[0]?.id}/publication`,
      { enrollExisting: false },
    )
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toContainEqual(
      expect.objectContaining({ code: 'REFERENCE_UNMAPPED', in: 'suppressionListIds[0]' }),
    )
  })

  test('all or nothing: what cannot be read is told with its place, a uuid that is taken with its owner', async () => {
    const before = await count()
    const broken = await importing({
      workflows: [simple({ name: 'A' }), simple({ actions: [{ actionId: '1' }] })],
    })
    expect(broken.status).toBe(400)
    expect(broken.body.errors?.map((error) => error.in)).toEqual(['workflows[1].actions[0].type'])

    const twice = await importing({ workflows: [simple({ uuid: 'new' }), simple({ uuid: 'new' })] })
    expect([twice.status, twice.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect(twice.body.errors?.map((error) => error.in)).toEqual(['workflows[1].uuid'])
    expect(await count()).toBe(before)
  })

  test.each([
    ['no workflows', {}],
    ['an empty list', { workflows: [] }],
    ['text for a workflow', { workflows: ['x'] }],
    ['too many', { workflows: Array.from({ length: 51 }, () => simple({})) }],
    ['an unknown kind in the mapping', { workflows: [simple({})], mapping: { list: {} } }],
  ])('%s is refused', async (_what, body) => {
    expect((await importing(body)).status).toBe(400)
  })

  test('a mapping that cannot be read in the end is refused', async () => {
    const workflow = simple({ suppressionListIds: [77] })
    const { status, body } = await importing({ workflows: [workflow], mapping: { lists: { '77': 'seven' } } })
    expect([status, body.errors?.[0]?.in]).toEqual([400, 'workflows[0].suppressionListIds[0]'])
  })

  test('api.md 2.5 a repeat under the same Idempotency-Key imports once', async () => {
    const before = await count()
    const body = { workflows: [simple({ name: 'Once' })] }
    const key = { 'idempotency-key': 'import-once' }
    const [first, again] = [await importing(body, server.a, key), await importing(body, server.a, key)]
    expect(again.body.results[0]?.id).toBe(first.body.results[0]?.id)
    expect(await count()).toBe(before + 1)
  })
})
