import { type EventType, text } from './event-type.js'

/** W-EVT-13. */
export const ctaViewed: EventType = {
  id: '4-1555804',
  name: 'e_cta_viewed',
  label: 'Call-to-action viewed',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_cta_id', 'Call-to-action'),
    text('hs_cta_name', 'Call-to-action name'),
    text('hs_page_url', 'Page URL'),
  ],
  countedBy: 'hs_cta_id',
}
