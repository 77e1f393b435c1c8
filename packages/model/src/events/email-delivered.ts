import { type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-18. */
export const emailDelivered: EventType = {
  id: '4-665536',
  name: 'e_mta_delivered_email',
  label: 'Marketing email delivered',
  objectTypeIds: ['0-1'],
  properties: [...marketingEmailProperties, text('hs_subject', 'Subject')],
  countedBy: 'hs_email_id',
}
