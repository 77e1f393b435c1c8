import { type EventType, text } from './event-type.js'

/** W-EVT-5. */
export const recordDeleted: EventType = {
  id: 'millrace-record-deleted',
  name: 'e_object_deleted',
  label: 'Record deleted',
  objectTypeIds: null,
  properties: [text('hs_object_type_id', 'Object type')],
  neverEnrolls: true,
  countedBy: null,
}
