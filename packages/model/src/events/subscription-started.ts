import { type EventType, number, text } from './event-type.js'

/** W-EVT-55. */
export const subscriptionStarted: EventType = {
  id: 'millrace-subscription-started',
  name: 'e_subscription_started',
  label: 'Subscription started',
  objectTypeIds: null,
  properties: [
    text('hs_subscription_id', 'Subscription'),
    number('hs_amount', 'Amount'),
    text('hs_currency', 'Currency'),
  ],
  countedBy: null,
}
