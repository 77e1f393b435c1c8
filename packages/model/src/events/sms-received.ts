import { type EventType, text } from './event-type.js'

/** W-EVT-29. */
export const smsReceived: EventType = {
  id: 'millrace-sms-received',
  name: 'e_sms_received',
  label: 'SMS received',
  objectTypeIds: ['0-1'],
  properties: [text('hs_message', 'Message'), text('hs_phone_number', 'From')],
  countedBy: null,
}
