import { type EventType, number } from './event-type.js'

/** W-EVT-8. */
export const listJoined: EventType = {
  id: 'millrace-list-joined',
  name: 'e_list_joined',
  label: 'Record joined a list',
  objectTypeIds: null,
  properties: [number('hs_list_id', 'List ID')],
  countedBy: 'hs_list_id',
}
