import { type EventType, instant, number, text } from './event-type.js'

/** W-EVT-1. */
export const recordCreated: EventType = {
  id: '4-1463224',
  name: 'e_object_created',
  label: 'Record created',
  objectTypeIds: null,
  properties: [
    text('hs_object_type_id', 'Object type'),
    number('hs_object_id', 'Record ID'),
    text('hs_creation_source', 'Creation source'),
    instant('hs_created_at', 'Created at'),
  ],
  countedBy: null,
}
