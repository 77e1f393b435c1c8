import type { EventType } from './event-type.js'
import { formProperties } from './form-properties.js'

/** W-EVT-10. */
export const formViewed: EventType = {
  id: '4-1639797',
  name: 'e_form_viewed',
  label: 'Form viewed',
  objectTypeIds: ['0-1'],
  properties: formProperties,
  countedBy: 'hs_form_id',
}
