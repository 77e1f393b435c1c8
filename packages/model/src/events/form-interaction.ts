import type { EventType } from './event-type.js'
import { formProperties } from './form-properties.js'

/** W-EVT-11. */
export const formInteraction: EventType = {
  id: '4-1639799',
  name: 'e_form_interaction',
  label: 'Form interacted with',
  objectTypeIds: ['0-1'],
  properties: formProperties,
  countedBy: 'hs_form_id',
}
