import { type EventType, text } from './event-type.js'

/** W-EVT-43. */
export const sequenceEmailBounced: EventType = {
  id: 'millrace-sequence-email-bounced',
  name: 'e_sequence_email_bounced',
  label: 'Sequence email bounced',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_sequence_id', 'Sequence'),
    text('hs_email_id', 'Email'),
    text('hs_bounce_reason', 'Reason'),
  ],
  countedBy: 'hs_sequence_id',
}
