import { type EventType, number, text } from './event-type.js'

/** W-EVT-42. */
export const sequenceMeetingBooked: EventType = {
  id: '4-675773',
  name: 'e_sequence_meeting_booked',
  label: 'Booked a meeting through a sequence',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sequence_id', 'Sequence'), number('hs_meeting_id', 'Meeting')],
  countedBy: 'hs_sequence_id',
}
