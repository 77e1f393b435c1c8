import type { EventType } from './event-type.js'
import { paymentProperties } from './payment-properties.js'

/** W-EVT-55. */
export const paymentSucceeded: EventType = {
  id: 'millrace-payment-succeeded',
  name: 'e_payment_succeeded',
  label: 'Payment succeeded',
  objectTypeIds: null,
  properties: paymentProperties,
  countedBy: null,
}
