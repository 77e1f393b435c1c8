import { type EventType, number } from './event-type.js'

/** W-EVT-5. */
export const recordMerged: EventType = {
  id: 'millrace-record-merged',
  name: 'e_object_merged',
  label: 'Record merged',
  objectTypeIds: null,
  properties: [number('hs_merged_object_id', 'Merged record ID')],
  neverEnrolls: true,
  countedBy: null,
}
