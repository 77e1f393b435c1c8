import { type EventType, number, text } from './event-type.js'

/** W-EVT-52. */
export const noteLogged: EventType = {
  id: 'millrace-note-logged',
  name: 'e_note_logged',
  label: 'Note logged',
  objectTypeIds: null,
  properties: [number('hs_note_id', 'Note'), text('hs_logged_by', 'Logged by')],
  countedBy: null,
}
