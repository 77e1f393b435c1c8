import { type EventType, number, text } from './event-type.js'

/** W-EVT-55. */
export const paymentRefunded: EventType = {
  id: 'millrace-payment-refunded',
  name: 'e_payment_refunded',
  label: 'Payment refunded',
  objectTypeIds: null,
  properties: [
    text('hs_payment_id', 'Payment'),
    number('hs_amount', 'Amount'),
    text('hs_currency', 'Currency'),
  ],
  countedBy: null,
}
