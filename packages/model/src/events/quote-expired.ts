import { type EventType, number, text } from './event-type.js'

/** W-EVT-53. */
export const quoteExpired: EventType = {
  id: 'millrace-quote-expired',
  name: 'e_quote_expired',
  label: 'Quote expired',
  objectTypeIds: null,
  properties: [number('hs_quote_id', 'Quote'), text('hs_quote_title', 'Title')],
  countedBy: null,
}
