import { choice, type EventType, number, text } from './event-type.js'

/** W-EVT-31. */
export const callEnded: EventType = {
  id: '4-1741072',
  name: 'e_call_ended',
  label: 'Call ended',
  objectTypeIds: null,
  properties: [
    number('hs_call_id', 'Call'),
    choice('hs_call_direction', 'Direction', ['INBOUND', 'OUTBOUND']),
    number('hs_call_duration', 'Duration in ms'),
    text('hs_call_outcome', 'Outcome'),
    text('hs_call_from', 'From'),
    text('hs_call_to', 'To'),
  ],
  countedBy: 'hs_call_outcome',
}
