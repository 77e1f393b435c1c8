import { type EventType, text } from './event-type.js'

/** W-EVT-26. */
export const smsSent: EventType = {
  id: '4-1719453',
  name: 'e_sms_sent',
  label: 'SMS sent',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sms_id', 'SMS'), text('hs_sms_campaign', 'Campaign')],
  countedBy: 'hs_sms_id',
}
