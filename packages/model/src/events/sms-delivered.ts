import { type EventType, text } from './event-type.js'

/** W-EVT-27. */
export const smsDelivered: EventType = {
  id: '4-1721168',
  name: 'e_sms_delivered',
  label: 'SMS delivered',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sms_id', 'SMS'), text('hs_sms_campaign', 'Campaign')],
  countedBy: 'hs_sms_id',
}
