import { type EventType, number, text } from './event-type.js'

/** W-EVT-45. */
export const workflowUnenrolled: EventType = {
  id: '4-1466014',
  name: 'e_workflow_unenrolled',
  label: 'Unenrolled from workflow',
  objectTypeIds: null,
  properties: [number('hs_flow_id', 'Workflow'), text('hs_unenrolled_reason', 'Reason')],
  countedBy: 'hs_flow_id',
}
