import { type EventType, number, text } from './event-type.js'

/** W-EVT-53. */
export const quoteDeclined: EventType = {
  id: 'millrace-quote-declined',
  name: 'e_quote_declined',
  label: 'Quote declined',
  objectTypeIds: null,
  properties: [
    number('hs_quote_id', 'Quote'),
    text('hs_quote_title', 'Title'),
    text('hs_decline_reason', 'Reason'),
  ],
  countedBy: null,
}
