import { type EventType, instant, text } from './event-type.js'

/** W-EVT-2, W-EVT-3. */
export const propertyValueChanged: EventType = {
  id: '4-655002',
  name: 'e_property_value_changed',
  label: 'Property value changed',
  objectTypeIds: null,
  properties: [
    text('hs_name', 'Property'),
    text('hs_value', 'New value'),
    text('hs_previous_value', 'Previous value'),
    text('hs_change_source', 'Change source'),
    instant('hs_changed_at', 'Changed at'),
  ],
  countedBy: 'hs_name',
}
