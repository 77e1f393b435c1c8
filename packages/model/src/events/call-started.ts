import { choice, type EventType, number, text } from './event-type.js'

/** W-EVT-30. */
export const callStarted: EventType = {
  id: '4-1733817',
  name: 'e_call_started',
  label: 'Call started',
  objectTypeIds: null,
  properties: [
    number('hs_call_id', 'Call'),
    choice('hs_call_direction', 'Direction', ['INBOUND', 'OUTBOUND']),
    text('hs_call_from', 'From'),
    text('hs_call_to', 'To'),
  ],
  countedBy: null,
}
