import { type EventType, text } from './event-type.js'

/** W-EVT-10. */
export const formViewed: EventType = {
  id: '4-1639797',
  name: 'e_form_viewed',
  label: 'Form viewed',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_form_id', 'Form'),
    text('hs_form_type', 'Form type'),
    text('hs_page_id', 'Page ID'),
    text('hs_page_title', 'Page title'),
    text('hs_page_url', 'Page URL'),
  ],
  countedBy: 'hs_form_id',
}
