import { choice, type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-22. */
export const emailBounced: EventType = {
  id: '4-5470331',
  name: 'e_mta_bounced_email',
  label: 'Marketing email bounced',
  objectTypeIds: ['0-1'],
  properties: [
    ...marketingEmailProperties,
    choice('hs_bounce_type', 'Hard or soft', ['HARD', 'SOFT']),
    text('hs_bounce_reason', 'Reason'),
  ],
  countedBy: 'hs_email_id',
}
