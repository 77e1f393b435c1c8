import { type EventType, text } from './event-type.js'

/** W-EVT-25. */
export const salesEmailOpened: EventType = {
  id: 'millrace-sales-email-opened',
  name: 'e_opened_sales_email',
  label: 'One-to-one email opened',
  objectTypeIds: ['0-1'],
  properties: [text('hs_email_id', 'Email'), text('hs_subject', 'Subject')],
  countedBy: 'hs_email_id',
}
