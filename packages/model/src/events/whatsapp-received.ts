import { type EventType, text } from './event-type.js'

/** W-EVT-29. */
export const whatsappReceived: EventType = {
  id: 'millrace-whatsapp-received',
  name: 'e_whatsapp_received',
  label: 'WhatsApp message received',
  objectTypeIds: ['0-1'],
  properties: [text('hs_message', 'Message'), text('hs_phone_number', 'From')],
  countedBy: null,
}
