import { type EventType, number, text } from './event-type.js'

/** W-EVT-6. */
export const associationRemoved: EventType = {
  id: 'millrace-association-removed',
  name: 'e_association_removed',
  label: 'Association removed',
  objectTypeIds: null,
  properties: [
    text('hs_from_object_type_id', 'From object type'),
    number('hs_from_object_id', 'From record ID'),
    text('hs_to_object_type_id', 'To object type'),
    number('hs_to_object_id', 'To record ID'),
    text('hs_association_label', 'Association label'),
  ],
  countedBy: 'hs_to_object_type_id',
}
