import { type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-20. */
export const emailLinkClicked: EventType = {
  id: '4-666288',
  name: 'e_clicked_link_in_email',
  label: 'Link clicked in marketing email',
  objectTypeIds: ['0-1'],
  properties: [...marketingEmailProperties, text('hs_click_raw_url', 'URL')],
  countedBy: 'hs_email_id',
}
