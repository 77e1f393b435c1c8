import { type EventType, number, text } from './event-type.js'

/** W-EVT-53. */
export const quoteViewed: EventType = {
  id: 'millrace-quote-viewed',
  name: 'e_quote_viewed',
  label: 'Quote viewed',
  objectTypeIds: null,
  properties: [number('hs_quote_id', 'Quote'), text('hs_quote_title', 'Title')],
  countedBy: null,
}
