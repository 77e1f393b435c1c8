import { type EventProperty, text } from './event-type.js'

/** Which marketing e-mail it was: what every event of one carries (W-EVT-17 to 23). */
export const marketingEmailProperties: readonly EventProperty[] = [
  text('hs_email_id', 'Email'),
  text('hs_email_campaign_group_id', 'Email campaign group'),
]
