import { type EventType, instant, number } from './event-type.js'

/** W-EVT-44. */
export const workflowEnrolled: EventType = {
  id: '4-1466013',
  name: 'e_workflow_enrolled',
  label: 'Enrolled in workflow',
  objectTypeIds: null,
  properties: [number('hs_flow_id', 'Workflow'), instant('hs_enrolled_at', 'Enrolled at')],
  countedBy: 'hs_flow_id',
}
