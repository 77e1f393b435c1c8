// Who a workflow would enroll now, kept as a list.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ListOnTheWire, livesIn, membersOf, people } from '../../testing/a-list.js'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

test('W-PUB-4 W-PUB-6 who meets the criteria of a workflow now is saved as a list, exactly', async () => {
  const { a, b } = server
  const [ada = '', bob = ''] = await people(a, 'Quito', 'Quito', 'Lima')
  const flow = {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    name: 'From Quito',
    isEnabled: false,
    startActionId: '1',
    nextAvailableActionId: '2',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-1',
        actionTypeVersion: 0,
        fields: { delta: '1', time_unit: 'HOURS' },
      },
    ],
    timeWindows: [],
    blockedDates: [],
    customProperties: {},
    suppressionListIds: [],
    canEnrollFromSalesforce: false,
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: false,
      listFilterBranch: livesIn('Quito'),
      reEnrollmentTriggersFilterBranches: [],
    },
  }
  const { body } = await a.call<{ id: string }>('POST', '/automation/v4/flows', flow)
  const saved = await a.call<{ list: ListOnTheWire }>(
    'POST',
    `/millrace/v1/workflows/${body.id}/matching-list`,
    {
      name: 'Quiteños',
    },
  )
  expect([saved.status, saved.body]).toMatchObject([
    201,
    { list: { name: 'Quiteños', size: 2, processingType: 'SNAPSHOT', processingStatus: 'COMPLETE' } },
  ])
  expect(await membersOf(a, saved.body.list.listId)).toEqual([ada, bob])
  expect((await b.call('POST', `/millrace/v1/workflows/${body.id}/matching-list`)).status).toBe(404)
  const key = { 'Idempotency-Key': 'matching' }
  const again = () =>
    a.call<{ list: ListOnTheWire }>('POST', `/millrace/v1/workflows/${body.id}/matching-list`, {}, key)
  expect((await again()).body.list.listId).toBe((await again()).body.list.listId)
  const manual = { ...flow, enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false } }
  const other = await a.call<{ id: string }>('POST', '/automation/v4/flows', manual)
  expect((await a.call('POST', `/millrace/v1/workflows/${other.body.id}/matching-list`)).status).toBe(422)
})
