import type { EventType } from './event-type.js'
import { taskProperties } from './task-properties.js'

/** W-EVT-51. */
export const taskOverdue: EventType = {
  id: 'millrace-task-overdue',
  name: 'e_task_overdue',
  label: 'Task became overdue',
  objectTypeIds: null,
  properties: taskProperties,
  countedBy: 'hs_task_type',
}
