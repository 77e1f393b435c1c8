import { type EventProperty, number, text } from './event-type.js'

/** A subscription that is paid for, and how much (W-EVT-55). */
export const billedSubscriptionProperties: readonly EventProperty[] = [
  text('hs_subscription_id', 'Subscription'),
  number('hs_amount', 'Amount'),
  text('hs_currency', 'Currency'),
]
