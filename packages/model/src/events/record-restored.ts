import { type EventType, text } from './event-type.js'

/** W-EVT-5. */
export const recordRestored: EventType = {
  id: 'millrace-record-restored',
  name: 'e_object_restored',
  label: 'Record restored',
  objectTypeIds: null,
  properties: [text('hs_object_type_id', 'Object type')],
  neverEnrolls: true,
  countedBy: null,
}
