import { type EventType, instant, number, text } from './event-type.js'

/** W-EVT-51. */
export const taskCreated: EventType = {
  id: 'millrace-task-created',
  name: 'e_task_created',
  label: 'Task created',
  objectTypeIds: null,
  properties: [
    number('hs_task_id', 'Task'),
    text('hs_task_type', 'Type'),
    text('hs_queue_id', 'Queue'),
    text('hs_assignee', 'Assignee'),
    instant('hs_due_at', 'Due date'),
  ],
  countedBy: 'hs_task_type',
}
