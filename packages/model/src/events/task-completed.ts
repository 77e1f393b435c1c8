import { type EventType, instant, number, text } from './event-type.js'

/** W-EVT-51. */
export const taskCompleted: EventType = {
  id: 'millrace-task-completed',
  name: 'e_task_completed',
  label: 'Task completed',
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
