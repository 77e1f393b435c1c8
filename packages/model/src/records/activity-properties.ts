// The standard properties of activities: what happened with a record, when, and who did it.
import {
  choice,
  dateTime,
  longText,
  number,
  owner,
  type PropertySeed,
  reference,
  text,
} from './property-table.js'

const keyed = { keyed: true } as const
const activity = [
  dateTime('hs_timestamp', 'Activity date'),
  owner(),
  text('hs_attachment_ids', 'Attachments'),
]

/** By object type id. */
export const activityProperties: Readonly<Record<string, readonly PropertySeed[]>> = {
  '0-18': [
    ...activity,
    choice(
      'hs_communication_channel_type',
      'Channel',
      'WHATS_APP: WhatsApp',
      'LINKEDIN_MESSAGE: LinkedIn',
      'SMS: SMS',
      'CUSTOM_CHANNEL_CONVERSATION',
    ),
    longText('hs_communication_body', 'Body'),
    text('hs_communication_logged_from', 'Logged from'),
  ],
  '0-27': [
    ...activity,
    text('hs_task_subject', 'Title', keyed),
    longText('hs_task_body', 'Notes'),
    choice('hs_task_status', 'Status', 'NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'),
    choice('hs_task_priority', 'Priority', 'NONE', 'LOW', 'MEDIUM', 'HIGH'),
    choice('hs_task_type', 'Type', 'TODO: To-do', 'CALL', 'EMAIL', 'LINKED_IN_MESSAGE', 'LINKED_IN_CONNECT'),
    text('hs_task_reminders', 'Reminders'),
    dateTime('hs_task_completion_date', 'Completed'),
    reference('hs_queue_membership_ids', 'Queue'),
  ],
  '0-46': [...activity, longText('hs_note_body', 'Note')],
  '0-47': [
    ...activity,
    text('hs_meeting_title', 'Title', keyed),
    longText('hs_meeting_body', 'Description'),
    longText('hs_internal_meeting_notes', 'Internal notes'),
    text('hs_meeting_location', 'Location'),
    text('hs_meeting_external_url', 'URL'),
    dateTime('hs_meeting_start_time', 'Start'),
    dateTime('hs_meeting_end_time', 'End'),
    choice('hs_meeting_outcome', 'Outcome', 'SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', 'CANCELED'),
  ],
  '0-48': [
    ...activity,
    text('hs_call_title', 'Title', keyed),
    longText('hs_call_body', 'Notes'),
    choice('hs_call_direction', 'Direction', 'INBOUND', 'OUTBOUND'),
    reference('hs_call_disposition', 'Outcome'),
    number('hs_call_duration', 'Duration in milliseconds'),
    text('hs_call_from_number', 'From'),
    text('hs_call_to_number', 'To'),
    text('hs_call_recording_url', 'Recording URL'),
    choice(
      'hs_call_status',
      'Status',
      'BUSY',
      'CALLING_CRM_USER',
      'CANCELED',
      'COMPLETED',
      'CONNECTING',
      'FAILED',
      'IN_PROGRESS',
      'NO_ANSWER',
      'QUEUED',
      'RINGING',
    ),
  ],
  '0-49': [
    ...activity,
    text('hs_email_subject', 'Subject', keyed),
    longText('hs_email_text', 'Text'),
    longText('hs_email_html', 'HTML'),
    choice(
      'hs_email_direction',
      'Direction',
      'EMAIL: Outgoing',
      'INCOMING_EMAIL: Incoming',
      'FORWARDED_EMAIL: Forwarded',
    ),
    choice('hs_email_status', 'Status', 'BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT'),
    longText('hs_email_headers', 'Headers'),
  ],
  '0-116': [...activity, longText('hs_postal_mail_body', 'Body')],
}
