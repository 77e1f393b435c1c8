import { type EventType, number, text } from './event-type.js'

/** W-EVT-54. */
export const documentViewed: EventType = {
  id: 'millrace-document-viewed',
  name: 'e_document_viewed',
  label: 'Sales document viewed',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_document_id', 'Document'),
    text('hs_document_name', 'Name'),
    number('hs_viewed_percent', 'Viewed percent'),
  ],
  countedBy: 'hs_document_id',
}
