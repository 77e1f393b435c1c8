import { type EventType, text } from './event-type.js'

/** W-EVT-25. */
export const salesEmailClicked: EventType = {
  id: 'millrace-sales-email-clicked',
  name: 'e_clicked_sales_email',
  label: 'Link clicked in one-to-one email',
  objectTypeIds: ['0-1'],
  properties: [text('hs_email_id', 'Email'), text('hs_click_raw_url', 'URL')],
  countedBy: 'hs_email_id',
}
