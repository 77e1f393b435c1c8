import { type EventType, number, text } from './event-type.js'

/** W-EVT-53. */
export const quoteSigned: EventType = {
  id: 'millrace-quote-signed',
  name: 'e_quote_signed',
  label: 'Quote signed',
  objectTypeIds: null,
  properties: [number('hs_quote_id', 'Quote'), text('hs_quote_title', 'Title'), text('hs_signer', 'Signer')],
  countedBy: null,
}
