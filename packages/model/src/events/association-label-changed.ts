import { type EventType, number, text } from './event-type.js'

/** W-EVT-7. */
export const associationLabelChanged: EventType = {
  id: 'millrace-association-label-changed',
  name: 'e_association_label_changed',
  label: 'Association label changed',
  objectTypeIds: null,
  properties: [
    text('hs_from_object_type_id', 'From object type'),
    number('hs_from_object_id', 'From record ID'),
    text('hs_to_object_type_id', 'To object type'),
    number('hs_to_object_id', 'To record ID'),
    text('hs_association_label', 'New label'),
    text('hs_previous_association_label', 'Previous label'),
  ],
  countedBy: 'hs_to_object_type_id',
}
