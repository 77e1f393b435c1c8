import { type EventType, number, text } from './event-type.js'

/** W-EVT-55. */
export const paymentSucceeded: EventType = {
  id: 'millrace-payment-succeeded',
  name: 'e_payment_succeeded',
  label: 'Payment succeeded',
  objectTypeIds: null,
  properties: [
    text('hs_payment_id', 'Payment'),
    number('hs_amount', 'Amount'),
    text('hs_currency', 'Currency'),
  ],
  countedBy: null,
}
