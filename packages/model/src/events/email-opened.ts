import { type EventType, text } from './event-type.js'

/** W-EVT-19. */
export const emailOpened: EventType = {
  id: '4-666440',
  name: 'e_opened_email',
  label: 'Marketing email opened',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_email_id', 'Email'),
    text('hs_email_campaign_group_id', 'Email campaign group'),
    text('hs_subject', 'Subject'),
  ],
  countedBy: 'hs_email_id',
}
