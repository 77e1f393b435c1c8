import { type EventType, text } from './event-type.js'

/** W-EVT-21. */
export const emailReplied: EventType = {
  id: '4-665538',
  name: 'e_replied_email',
  label: 'Marketing email replied to',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_email_id', 'Email'),
    text('hs_email_campaign_group_id', 'Email campaign group'),
    text('hs_subject', 'Subject'),
  ],
  countedBy: 'hs_email_id',
}
