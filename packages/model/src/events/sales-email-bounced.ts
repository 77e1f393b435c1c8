import { type EventType, text } from './event-type.js'

/** W-EVT-25. */
export const salesEmailBounced: EventType = {
  id: 'millrace-sales-email-bounced',
  name: 'e_bounced_sales_email',
  label: 'One-to-one email bounced',
  objectTypeIds: ['0-1'],
  properties: [text('hs_email_id', 'Email'), text('hs_bounce_reason', 'Reason')],
  countedBy: 'hs_email_id',
}
