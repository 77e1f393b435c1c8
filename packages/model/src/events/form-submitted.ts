import { type EventType, instant, text } from './event-type.js'

/** W-EVT-9. */
export const formSubmitted: EventType = {
  id: '4-1639801',
  name: 'e_form_submitted',
  label: 'Form submitted',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_form_id', 'Form'),
    text('hs_form_type', 'Form type'),
    text('hs_page_id', 'Page ID'),
    text('hs_page_title', 'Page title'),
    text('hs_page_url', 'Page URL'),
    instant('hs_submitted_at', 'Submitted at'),
    text('hs_submitted_fields', 'Submitted fields'),
  ],
  countedBy: 'hs_form_id',
}
