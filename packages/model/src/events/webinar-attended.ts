import { type EventType, number, text } from './event-type.js'

/** W-EVT-37. */
export const webinarAttended: EventType = {
  id: 'millrace-webinar-attended',
  name: 'e_marketing_event_attended',
  label: 'Attended a marketing event',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_marketing_event_id', 'Marketing event'),
    text('hs_marketing_event_name', 'Name'),
    number('hs_attendance_duration', 'Duration in ms'),
  ],
  countedBy: 'hs_marketing_event_id',
}
