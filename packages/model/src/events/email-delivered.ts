import { type EventType, text } from './event-type.js'

/** W-EVT-18. */
export const emailDelivered: EventType = {
  id: '4-665536',
  name: 'e_mta_delivered_email',
  label: 'Marketing email delivered',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_email_id', 'Email'),
    text('hs_email_campaign_group_id', 'Email campaign group'),
    text('hs_subject', 'Subject'),
  ],
  countedBy: 'hs_email_id',
}
