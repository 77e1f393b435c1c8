import { type EventProperty, instant, number, text } from './event-type.js'

/** What every event of a task carries (W-EVT-51). */
export const taskProperties: readonly EventProperty[] = [
  number('hs_task_id', 'Task'),
  text('hs_task_type', 'Type'),
  text('hs_queue_id', 'Queue'),
  text('hs_assignee', 'Assignee'),
  instant('hs_due_at', 'Due date'),
]
