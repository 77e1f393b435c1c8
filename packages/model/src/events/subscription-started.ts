import { billedSubscriptionProperties } from './billed-subscription-properties.js'
import type { EventType } from './event-type.js'

/** W-EVT-55. */
export const subscriptionStarted: EventType = {
  id: 'millrace-subscription-started',
  name: 'e_subscription_started',
  label: 'Subscription started',
  objectTypeIds: null,
  properties: billedSubscriptionProperties,
  countedBy: null,
}
