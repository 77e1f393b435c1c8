import { type EventType, number, text } from './event-type.js'

/** W-EVT-55. */
export const paymentFailed: EventType = {
  id: 'millrace-payment-failed',
  name: 'e_payment_failed',
  label: 'Payment failed',
  objectTypeIds: null,
  properties: [
    text('hs_payment_id', 'Payment'),
    number('hs_amount', 'Amount'),
    text('hs_currency', 'Currency'),
    text('hs_failure_reason', 'Reason'),
  ],
  countedBy: null,
}
