import { type EventType, text } from './event-type.js'

/** W-EVT-16. */
export const adInteraction: EventType = {
  id: '4-1553675',
  name: 'e_ad_interaction',
  label: 'Ad interaction',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_ad_network', 'Network'),
    text('hs_ad_campaign', 'Campaign'),
    text('hs_ad_group', 'Ad group'),
    text('hs_ad', 'Ad'),
    text('hs_interaction_type', 'Interaction type'),
  ],
  countedBy: 'hs_ad_campaign',
}
