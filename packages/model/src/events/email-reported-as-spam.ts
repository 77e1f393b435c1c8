import { type EventType, text } from './event-type.js'

/** W-EVT-23. */
export const emailReportedAsSpam: EventType = {
  id: 'millrace-email-reported-as-spam',
  name: 'e_reported_spam_email',
  label: 'Marketing email reported as spam',
  objectTypeIds: ['0-1'],
  properties: [text('hs_email_id', 'Email'), text('hs_email_campaign_group_id', 'Email campaign group')],
  countedBy: 'hs_email_id',
}
