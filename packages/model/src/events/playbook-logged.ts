import { type EventType, text } from './event-type.js'

/** W-EVT-38. */
export const playbookLogged: EventType = {
  id: '4-1814177',
  name: 'e_playbook_logged',
  label: 'Playbook logged',
  objectTypeIds: null,
  properties: [text('hs_playbook_id', 'Playbook'), text('hs_playbook_name', 'Name')],
  countedBy: 'hs_playbook_id',
}
