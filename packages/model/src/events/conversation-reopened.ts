import { type EventType, text } from './event-type.js'

/** W-EVT-56. */
export const conversationReopened: EventType = {
  id: 'millrace-conversation-reopened',
  name: 'e_conversation_reopened',
  label: 'Conversation reopened',
  objectTypeIds: null,
  properties: [text('hs_conversation_id', 'Conversation'), text('hs_channel', 'Channel')],
  countedBy: 'hs_channel',
}
