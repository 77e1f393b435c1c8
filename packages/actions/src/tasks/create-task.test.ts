import { expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { createTask } from './create-task.js'

const task = (fields: Record<string, unknown>): ActionNode => ({
  actionId: '3',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-3',
  fields,
})
const owned = { type: 'CUSTOM', value: { type: 'OBJECT_PROPERTY', propertyName: 'hubspot_owner_id' } }
const call = task({
  task_type: 'CALL',
  subject: 'Call {{ contact.firstname }}',
  body: '<p>Soon</p>',
  priority: 'HIGH',
  owner_assignment: owned,
  due_time: { delta: 3, timeUnit: 'DAYS', daysOfWeek: [], timeOfDay: { hour: 8, minute: 0 } },
  associations: [],
  use_explicit_associations: 'false',
})

test('A-SAL-2 A-SAL-4 A-SAL-5 A-SAL-6 title, type, priority, assignee and due date; associated with the record', async () => {
  const crm = new MemoryCrm()
  const contact = memoryRecord({ firstname: 'Ada', hubspot_owner_id: '77' })
  const [outcome] = await runAction(createTask, call, [contact], crm)
  expect(crm.created).toEqual([
    {
      objectTypeId: '0-27',
      values: {
        hs_task_subject: 'Call Ada',
        hs_task_body: '<p>Soon</p>',
        hs_task_type: 'CALL',
        hs_task_priority: 'HIGH',
        hs_task_status: 'NOT_STARTED',
        hubspot_owner_id: '77',
        hs_timestamp: Date.UTC(2026, 10, 25, 7),
      },
      associations: [{ spec: { category: 'HUBSPOT_DEFINED', typeId: 204 }, toRecordId: contact.id }],
    },
  ])
  expect(outcome).toEqual({ kind: 'succeeded', outputs: { hs_object_id: expect.any(Number) } })
})

test('A-SAL-7 without an owner the task is created unassigned, with a warning', async () => {
  const [outcome] = await runAction(createTask, call, [memoryRecord({ firstname: 'Ada' })], new MemoryCrm())
  expect(outcome).toMatchObject({ kind: 'succeeded', code: 'task_unassigned' })
})

test('A-SAL-4 due on a business day: the next chosen weekday', async () => {
  const crm = new MemoryCrm({ now: Date.parse('2026-11-20T12:00:00Z'), timeZone: 'UTC' })
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY']
  await runAction(
    createTask,
    task({ subject: 'x', due_time: { delta: 1, timeUnit: 'DAYS', daysOfWeek: days } }),
    [memoryRecord()],
    crm,
  )
  expect(crm.created[0]?.values.hs_timestamp).toBe(Date.parse('2026-11-23T12:00:00Z'))
})

test('A-PLH-3 A-PLH-6 a placeholder names its missing title', () => {
  expect(issuesOf(createTask.prepare(task({}), prepareContext()))).toEqual(['MISSING_FIELD fields.subject'])
})
