import { type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-21. */
export const emailReplied: EventType = {
  id: '4-665538',
  name: 'e_replied_email',
  label: 'Marketing email replied to',
  objectTypeIds: ['0-1'],
  properties: [...marketingEmailProperties, text('hs_subject', 'Subject')],
  countedBy: 'hs_email_id',
}
