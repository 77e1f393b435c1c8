import type { EventType } from './event-type.js'
import { taskProperties } from './task-properties.js'

/** W-EVT-51. */
export const taskCreated: EventType = {
  id: 'millrace-task-created',
  name: 'e_task_created',
  label: 'Task created',
  objectTypeIds: null,
  properties: taskProperties,
  countedBy: 'hs_task_type',
}
