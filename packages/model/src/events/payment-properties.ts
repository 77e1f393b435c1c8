import { type EventProperty, number, text } from './event-type.js'

/** What every event of a payment carries (W-EVT-55). */
export const paymentProperties: readonly EventProperty[] = [
  text('hs_payment_id', 'Payment'),
  number('hs_amount', 'Amount'),
  text('hs_currency', 'Currency'),
]
