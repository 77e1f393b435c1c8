import { type EventType, text } from './event-type.js'

/** W-EVT-43. */
export const sequenceEmailReplied: EventType = {
  id: 'millrace-sequence-email-replied',
  name: 'e_sequence_email_replied',
  label: 'Replied to a sequence email',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sequence_id', 'Sequence'), text('hs_email_id', 'Email')],
  countedBy: 'hs_sequence_id',
}
