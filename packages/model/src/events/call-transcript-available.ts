import { type EventType, number, text } from './event-type.js'

/** W-EVT-32. */
export const callTranscriptAvailable: EventType = {
  id: 'millrace-call-transcript-available',
  name: 'e_call_transcript_available',
  label: 'Call transcript or summary available',
  objectTypeIds: null,
  properties: [number('hs_call_id', 'Call'), text('hs_transcript_type', 'Transcript or summary')],
  countedBy: null,
}
