import { type EventType, text } from './event-type.js'

/** W-EVT-25. */
export const salesEmailReplied: EventType = {
  id: 'millrace-sales-email-replied',
  name: 'e_replied_sales_email',
  label: 'One-to-one email replied to',
  objectTypeIds: ['0-1'],
  properties: [text('hs_email_id', 'Email'), text('hs_subject', 'Subject')],
  countedBy: 'hs_email_id',
}
