import { associationEnds } from './association-ends.js'
import { type EventType, text } from './event-type.js'

/** W-EVT-6. */
export const associationRemoved: EventType = {
  id: 'millrace-association-removed',
  name: 'e_association_removed',
  label: 'Association removed',
  objectTypeIds: null,
  properties: [...associationEnds, text('hs_association_label', 'Association label')],
  countedBy: 'hs_to_object_type_id',
}
