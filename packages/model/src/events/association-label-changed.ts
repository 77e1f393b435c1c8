import { associationEnds } from './association-ends.js'
import { type EventType, text } from './event-type.js'

/** W-EVT-7. */
export const associationLabelChanged: EventType = {
  id: 'millrace-association-label-changed',
  name: 'e_association_label_changed',
  label: 'Association label changed',
  objectTypeIds: null,
  properties: [
    ...associationEnds,
    text('hs_association_label', 'New label'),
    text('hs_previous_association_label', 'Previous label'),
  ],
  countedBy: 'hs_to_object_type_id',
}
