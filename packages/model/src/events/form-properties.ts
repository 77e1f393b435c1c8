import { type EventProperty, text } from './event-type.js'

/** The form, and the page it stands on: what every event of a form carries (W-EVT-9 to 11). */
export const formProperties: readonly EventProperty[] = [
  text('hs_form_id', 'Form'),
  text('hs_form_type', 'Form type'),
  text('hs_page_id', 'Page ID'),
  text('hs_page_title', 'Page title'),
  text('hs_page_url', 'Page URL'),
]
