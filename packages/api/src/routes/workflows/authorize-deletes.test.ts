import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Tenant, type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
let publisher: Tenant
let remover: Tenant
beforeAll(async () => {
  server = await testServer()
  publisher = await server.restricted(['automation'])
  remover = await server.restricted(['automation', 'crm.objects.contacts.write'])
})
afterAll(() => server.close())

const deleting = (more: object = {}) => ({
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  isEnabled: false,
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [
    {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-18224765',
      actionTypeVersion: 42,
      fields: {},
    },
  ],
  enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false },
  ...more,
})
type Saved = { readonly id: string; readonly revisionId: string }
const refusal = ({ status, body }: Answer) => [status, body.category]

test('A-MNG-6 a workflow that deletes records is turned on by who may delete them', async () => {
  const { body } = await publisher.call<Saved>('POST', '/automation/v4/flows', deleting())
  const publication = `/millrace/v1/workflows/${body.id}/publication`
  const refused = [403, 'MISSING_SCOPES']
  expect(refusal(await publisher.call('POST', publication, {}))).toEqual(refused)
  expect(
    refusal(await publisher.call('POST', '/automation/v4/flows', deleting({ isEnabled: true }))),
  ).toEqual(refused)
  const turnedOn = deleting({ isEnabled: true, revisionId: body.revisionId })
  expect(refusal(await publisher.call('PUT', `/automation/v4/flows/${body.id}`, turnedOn))).toEqual(refused)
  expect((await publisher.call('GET', `/automation/v4/flows/${body.id}`)).body.isEnabled).toBe(false)
  expect((await server.b.call('POST', publication, {})).status).toBe(404)
  expect((await remover.call('POST', publication, {})).status).toBe(202)
})

test('A-MNG-5 a workflow that goes on after deleting is not turned on', async () => {
  const [first] = deleting().actions
  const actions = [
    { ...first, connection: { edgeType: 'STANDARD', nextActionId: '2' } },
    { ...first, actionId: '2' },
  ]
  const { body } = await server.a.call<Saved>('POST', '/automation/v4/flows', deleting({ actions }))
  const answer = await server.a.call('POST', `/millrace/v1/workflows/${body.id}/publication`, {})
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [expect.objectContaining({ code: 'WORKFLOW_INVALID', in: 'actions[0].connection' })],
  ])
})
