import { associationEnds } from './association-ends.js'
import { type EventType, text } from './event-type.js'

/** W-EVT-6. */
export const associationAdded: EventType = {
  id: 'millrace-association-added',
  name: 'e_association_added',
  label: 'Association added',
  objectTypeIds: null,
  properties: [...associationEnds, text('hs_association_label', 'Association label')],
  countedBy: 'hs_to_object_type_id',
}
