import { type EventType, text } from './event-type.js'

/** W-EVT-56. */
export const conversationStarted: EventType = {
  id: 'millrace-conversation-started',
  name: 'e_conversation_started',
  label: 'Conversation started',
  objectTypeIds: null,
  properties: [text('hs_conversation_id', 'Conversation'), text('hs_channel', 'Channel')],
  countedBy: 'hs_channel',
}
