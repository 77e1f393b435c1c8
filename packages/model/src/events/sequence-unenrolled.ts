import { type EventType, text } from './event-type.js'

/** W-EVT-40. */
export const sequenceUnenrolled: EventType = {
  id: '4-675776',
  name: 'e_sequence_unenrolled',
  label: 'Unenrolled from sequence',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sequence_id', 'Sequence'), text('hs_unenrolled_reason', 'Reason')],
  countedBy: 'hs_sequence_id',
}
