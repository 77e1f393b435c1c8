import { type EventType, number, text } from './event-type.js'

/** W-EVT-34. */
export const meetingOutcomeChanged: EventType = {
  id: '4-1724222',
  name: 'e_meeting_outcome_change',
  label: 'Meeting outcome changed',
  objectTypeIds: ['0-1'],
  properties: [
    number('hs_meeting_id', 'Meeting'),
    text('hs_meeting_outcome', 'New outcome'),
    text('hs_previous_meeting_outcome', 'Previous outcome'),
  ],
  countedBy: 'hs_meeting_outcome',
}
