import { type EventType, text } from './event-type.js'

/** W-EVT-24. */
export const subscriptionChanged: EventType = {
  id: '4-666289',
  name: 'e_updated_email_subscription_status',
  label: 'Subscription status updated',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_subscription_id', 'Subscription type'),
    text('hs_previous_status', 'Previous status'),
    text('hs_status', 'New status'),
    text('hs_channel', 'Channel'),
  ],
  countedBy: 'hs_subscription_id',
}
