import { type EventType, text } from './event-type.js'

/** W-EVT-56. */
export const conversationClosed: EventType = {
  id: 'millrace-conversation-closed',
  name: 'e_conversation_closed',
  label: 'Conversation closed',
  objectTypeIds: null,
  properties: [text('hs_conversation_id', 'Conversation'), text('hs_channel', 'Channel')],
  countedBy: 'hs_channel',
}
