import { type EventType, text } from './event-type.js'

/** W-EVT-56. */
export const conversationMessageReceived: EventType = {
  id: 'millrace-conversation-message-received',
  name: 'e_conversation_message_received',
  label: 'New inbound message',
  objectTypeIds: null,
  properties: [
    text('hs_conversation_id', 'Conversation'),
    text('hs_channel', 'Channel'),
    text('hs_message', 'Message'),
  ],
  countedBy: 'hs_channel',
}
