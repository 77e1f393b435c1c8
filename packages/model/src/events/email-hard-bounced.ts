import { type EventType, text } from './event-type.js'

/** W-EVT-22. */
export const emailHardBounced: EventType = {
  id: '4-666439',
  name: 'e_mta_hard_bounced_email',
  label: 'Marketing email bounced for good',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_email_id', 'Email'),
    text('hs_email_campaign_group_id', 'Email campaign group'),
    text('hs_bounce_reason', 'Reason'),
  ],
  countedBy: 'hs_email_id',
}
