import { type EventType, text } from './event-type.js'

/** W-EVT-29. */
export const smsFailed: EventType = {
  id: 'millrace-sms-failed',
  name: 'e_sms_failed',
  label: 'SMS failed',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sms_id', 'SMS'), text('hs_failure_reason', 'Reason')],
  countedBy: 'hs_sms_id',
}
