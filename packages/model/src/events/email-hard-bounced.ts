import { type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-22. */
export const emailHardBounced: EventType = {
  id: '4-666439',
  name: 'e_mta_hard_bounced_email',
  label: 'Marketing email bounced for good',
  objectTypeIds: ['0-1'],
  properties: [...marketingEmailProperties, text('hs_bounce_reason', 'Reason')],
  countedBy: 'hs_email_id',
}
