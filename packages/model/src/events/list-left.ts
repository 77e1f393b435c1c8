import { type EventType, number } from './event-type.js'

/** W-EVT-8. */
export const listLeft: EventType = {
  id: 'millrace-list-left',
  name: 'e_list_left',
  label: 'Record left a list',
  objectTypeIds: null,
  properties: [number('hs_list_id', 'List ID')],
  countedBy: 'hs_list_id',
}
