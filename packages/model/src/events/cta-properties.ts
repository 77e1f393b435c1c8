import { type EventProperty, text } from './event-type.js'

/** The call-to-action, and the page it stands on (W-EVT-13, W-EVT-14). */
export const ctaProperties: readonly EventProperty[] = [
  text('hs_cta_id', 'Call-to-action'),
  text('hs_cta_name', 'Call-to-action name'),
  text('hs_page_url', 'Page URL'),
]
