import { type EventType, text } from './event-type.js'

/** W-EVT-35. */
export const webinarRegistered: EventType = {
  id: '4-68559',
  name: 'e_marketing_event_registered',
  label: 'Registered for a marketing event',
  objectTypeIds: ['0-1'],
  properties: [text('hs_marketing_event_id', 'Marketing event'), text('hs_marketing_event_name', 'Name')],
  countedBy: 'hs_marketing_event_id',
}
