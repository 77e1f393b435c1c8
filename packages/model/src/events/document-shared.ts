import { type EventType, text } from './event-type.js'

/** W-EVT-54. */
export const documentShared: EventType = {
  id: 'millrace-document-shared',
  name: 'e_document_shared',
  label: 'Sales document shared',
  objectTypeIds: ['0-1'],
  properties: [text('hs_document_id', 'Document'), text('hs_document_name', 'Name')],
  countedBy: 'hs_document_id',
}
