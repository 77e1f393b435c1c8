import { type EventType, text } from './event-type.js'

/** W-EVT-41. */
export const sequenceFinished: EventType = {
  id: '4-675778',
  name: 'e_sequence_finished',
  label: 'Finished sequence',
  objectTypeIds: ['0-1'],
  properties: [text('hs_sequence_id', 'Sequence')],
  countedBy: 'hs_sequence_id',
}
