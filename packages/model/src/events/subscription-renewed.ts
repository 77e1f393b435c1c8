import { billedSubscriptionProperties } from './billed-subscription-properties.js'
import type { EventType } from './event-type.js'

/** W-EVT-55. */
export const subscriptionRenewed: EventType = {
  id: 'millrace-subscription-renewed',
  name: 'e_subscription_renewed',
  label: 'Subscription renewed',
  objectTypeIds: null,
  properties: billedSubscriptionProperties,
  countedBy: null,
}
