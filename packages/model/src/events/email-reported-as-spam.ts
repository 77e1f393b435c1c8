import type { EventType } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-23. */
export const emailReportedAsSpam: EventType = {
  id: 'millrace-email-reported-as-spam',
  name: 'e_reported_spam_email',
  label: 'Marketing email reported as spam',
  objectTypeIds: ['0-1'],
  properties: marketingEmailProperties,
  countedBy: 'hs_email_id',
}
