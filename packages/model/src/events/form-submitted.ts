import { type EventType, instant, text } from './event-type.js'
import { formProperties } from './form-properties.js'

/** W-EVT-9. */
export const formSubmitted: EventType = {
  id: '4-1639801',
  name: 'e_form_submitted',
  label: 'Form submitted',
  objectTypeIds: ['0-1'],
  properties: [
    ...formProperties,
    instant('hs_submitted_at', 'Submitted at'),
    text('hs_submitted_fields', 'Submitted fields'),
  ],
  countedBy: 'hs_form_id',
}
