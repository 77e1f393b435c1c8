import type { EventType } from './event-type.js'
import { taskProperties } from './task-properties.js'

/** W-EVT-51. */
export const taskCompleted: EventType = {
  id: 'millrace-task-completed',
  name: 'e_task_completed',
  label: 'Task completed',
  objectTypeIds: null,
  properties: taskProperties,
  countedBy: 'hs_task_type',
}
