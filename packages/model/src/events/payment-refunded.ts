import type { EventType } from './event-type.js'
import { paymentProperties } from './payment-properties.js'

/** W-EVT-55. */
export const paymentRefunded: EventType = {
  id: 'millrace-payment-refunded',
  name: 'e_payment_refunded',
  label: 'Payment refunded',
  objectTypeIds: null,
  properties: paymentProperties,
  countedBy: null,
}
