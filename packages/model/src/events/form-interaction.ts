import { type EventType, text } from './event-type.js'

/** W-EVT-11. */
export const formInteraction: EventType = {
  id: '4-1639799',
  name: 'e_form_interaction',
  label: 'Form interacted with',
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
