import { type EventType, text } from './event-type.js'

/** W-EVT-36. */
export const webinarCancelled: EventType = {
  id: '4-69072',
  name: 'e_marketing_event_cancelled',
  label: 'Cancelled a marketing event',
  objectTypeIds: ['0-1'],
  properties: [text('hs_marketing_event_id', 'Marketing event'), text('hs_marketing_event_name', 'Name')],
  countedBy: 'hs_marketing_event_id',
}
