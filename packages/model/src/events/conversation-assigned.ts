import { type EventType, text } from './event-type.js'

/** W-EVT-56. */
export const conversationAssigned: EventType = {
  id: 'millrace-conversation-assigned',
  name: 'e_conversation_assigned',
  label: 'Conversation assigned',
  objectTypeIds: null,
  properties: [
    text('hs_conversation_id', 'Conversation'),
    text('hs_channel', 'Channel'),
    text('hs_assignee', 'Assignee'),
  ],
  countedBy: 'hs_channel',
}
