import { type EventType, text } from './event-type.js'

/** W-EVT-50. */
export const integrationEvent: EventType = {
  id: 'millrace-integration-event',
  name: 'e_integration_event',
  label: 'Integration event',
  objectTypeIds: null,
  properties: [
    text('hs_app_id', 'App'),
    text('hs_event_template_id', 'Event template'),
    text('hs_event_headline', 'Headline'),
    text('hs_event_tokens', 'Tokens'),
  ],
  countedBy: 'hs_event_template_id',
}
