import { type EventType, instant, number, text } from './event-type.js'

/** W-EVT-33. */
export const meetingBooked: EventType = {
  id: '4-1720599',
  name: 'e_meeting_booked',
  label: 'Meeting booked',
  objectTypeIds: ['0-1'],
  properties: [
    number('hs_meeting_id', 'Meeting'),
    text('hs_meeting_link', 'Meeting link'),
    text('hs_meeting_host', 'Host'),
    instant('hs_meeting_start_time', 'Start time'),
  ],
  countedBy: 'hs_meeting_link',
}
