import { type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-17. */
export const emailSent: EventType = {
  id: '4-667638',
  name: 'e_mta_sent_email',
  label: 'Marketing email sent',
  objectTypeIds: ['0-1'],
  properties: [...marketingEmailProperties, text('hs_subject', 'Subject')],
  countedBy: 'hs_email_id',
}
