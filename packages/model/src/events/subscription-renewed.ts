import { type EventType, number, text } from './event-type.js'

/** W-EVT-55. */
export const subscriptionRenewed: EventType = {
  id: 'millrace-subscription-renewed',
  name: 'e_subscription_renewed',
  label: 'Subscription renewed',
  objectTypeIds: null,
  properties: [
    text('hs_subscription_id', 'Subscription'),
    number('hs_amount', 'Amount'),
    text('hs_currency', 'Currency'),
  ],
  countedBy: null,
}
