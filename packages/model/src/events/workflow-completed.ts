import { type EventType, number } from './event-type.js'

/** W-EVT-47. */
export const workflowCompleted: EventType = {
  id: 'millrace-workflow-completed',
  name: 'e_workflow_completed',
  label: 'Completed workflow',
  objectTypeIds: null,
  properties: [number('hs_flow_id', 'Workflow')],
  countedBy: 'hs_flow_id',
}
