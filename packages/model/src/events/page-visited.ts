import { type EventType, text } from './event-type.js'

/** W-EVT-12. */
export const pageVisited: EventType = {
  id: '4-96000',
  name: 'e_visited_page',
  label: 'Page visited',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_url', 'URL'),
    text('hs_title', 'Title'),
    text('hs_page_id', 'Page ID'),
    text('hs_referrer', 'Referrer'),
    text('hs_source', 'Source'),
    text('hs_utm_campaign', 'UTM campaign'),
    text('hs_utm_source', 'UTM source'),
    text('hs_utm_medium', 'UTM medium'),
    text('hs_utm_content', 'UTM content'),
    text('hs_utm_term', 'UTM term'),
  ],
  countedBy: 'hs_url',
}
