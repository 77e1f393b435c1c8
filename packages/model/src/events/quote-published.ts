import { type EventType, number, text } from './event-type.js'

/** W-EVT-53. */
export const quotePublished: EventType = {
  id: 'millrace-quote-published',
  name: 'e_quote_published',
  label: 'Quote published',
  objectTypeIds: null,
  properties: [number('hs_quote_id', 'Quote'), text('hs_quote_title', 'Title')],
  countedBy: null,
}
