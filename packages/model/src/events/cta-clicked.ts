import { type EventType, text } from './event-type.js'

/** W-EVT-14. */
export const ctaClicked: EventType = {
  id: '4-1555805',
  name: 'e_cta_clicked',
  label: 'Call-to-action clicked',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_cta_id', 'Call-to-action'),
    text('hs_cta_name', 'Call-to-action name'),
    text('hs_page_url', 'Page URL'),
  ],
  countedBy: 'hs_cta_id',
}
