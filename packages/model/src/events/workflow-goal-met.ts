import { type EventType, number } from './event-type.js'

/** W-EVT-46. */
export const workflowGoalMet: EventType = {
  id: '4-1753168',
  name: 'e_workflow_goal_met',
  label: 'Achieved workflow goal',
  objectTypeIds: null,
  properties: [number('hs_flow_id', 'Workflow')],
  countedBy: 'hs_flow_id',
}
