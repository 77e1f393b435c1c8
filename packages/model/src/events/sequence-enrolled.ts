import { type EventType, text } from './event-type.js'

/** W-EVT-39. */
export const sequenceEnrolled: EventType = {
  id: '4-675777',
  name: 'e_sequence_enrolled',
  label: 'Enrolled in sequence',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sequence_id', 'Sequence'), text('hs_enrolled_by', 'Enrolled by')],
  countedBy: 'hs_sequence_id',
}
