import { type EventType, text } from './event-type.js'

/** W-EVT-55. */
export const subscriptionCancelled: EventType = {
  id: 'millrace-subscription-cancelled',
  name: 'e_subscription_cancelled',
  label: 'Subscription cancelled',
  objectTypeIds: null,
  properties: [text('hs_subscription_id', 'Subscription'), text('hs_cancel_reason', 'Reason')],
  countedBy: null,
}
