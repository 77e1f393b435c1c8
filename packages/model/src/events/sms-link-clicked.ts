import { type EventType, text } from './event-type.js'

/** W-EVT-28. */
export const smsLinkClicked: EventType = {
  id: '4-1722276',
  name: 'e_sms_link_clicked',
  label: 'Link in SMS clicked',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sms_id', 'SMS'), text('hs_click_raw_url', 'URL')],
  countedBy: 'hs_sms_id',
}
