import { type EventType, text } from './event-type.js'
import { paymentProperties } from './payment-properties.js'

/** W-EVT-55. */
export const paymentFailed: EventType = {
  id: 'millrace-payment-failed',
  name: 'e_payment_failed',
  label: 'Payment failed',
  objectTypeIds: null,
  properties: [...paymentProperties, text('hs_failure_reason', 'Reason')],
  countedBy: null,
}
