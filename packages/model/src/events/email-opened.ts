import { type EventType, text } from './event-type.js'
import { marketingEmailProperties } from './marketing-email-properties.js'

/** W-EVT-19. */
export const emailOpened: EventType = {
  id: '4-666440',
  name: 'e_opened_email',
  label: 'Marketing email opened',
  objectTypeIds: ['0-1'],
  properties: [...marketingEmailProperties, text('hs_subject', 'Subject')],
  countedBy: 'hs_email_id',
}
