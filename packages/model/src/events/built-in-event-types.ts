// The catalogue (W-EVT-1 to 61): what can happen to a record, besides what a customer defines. One file an event.
import { adInteraction } from './ad-interaction.js'
import { associationAdded } from './association-added.js'
import { associationLabelChanged } from './association-label-changed.js'
import { associationRemoved } from './association-removed.js'
import { callEnded } from './call-ended.js'
import { callStarted } from './call-started.js'
import { callTranscriptAvailable } from './call-transcript-available.js'
import { consentChanged } from './consent-changed.js'
import { conversationAssigned } from './conversation-assigned.js'
import { conversationClosed } from './conversation-closed.js'
import { conversationMessageReceived } from './conversation-message-received.js'
import { conversationReopened } from './conversation-reopened.js'
import { conversationStarted } from './conversation-started.js'
import { ctaClicked } from './cta-clicked.js'
import { ctaViewed } from './cta-viewed.js'
import { documentShared } from './document-shared.js'
import { documentViewed } from './document-viewed.js'
import { emailBounced } from './email-bounced.js'
import { emailDelivered } from './email-delivered.js'
import { emailHardBounced } from './email-hard-bounced.js'
import { emailLinkClicked } from './email-link-clicked.js'
import { emailOpened } from './email-opened.js'
import { emailReplied } from './email-replied.js'
import { emailReportedAsSpam } from './email-reported-as-spam.js'
import { emailSent } from './email-sent.js'
import type { EventType } from './event-type.js'
import { formInteraction } from './form-interaction.js'
import { formSubmitted } from './form-submitted.js'
import { formViewed } from './form-viewed.js'
import { integrationEvent } from './integration-event.js'
import { listJoined } from './list-joined.js'
import { listLeft } from './list-left.js'
import { mediaPlayed } from './media-played.js'
import { meetingBooked } from './meeting-booked.js'
import { meetingOutcomeChanged } from './meeting-outcome-changed.js'
import { noteLogged } from './note-logged.js'
import { pageVisited } from './page-visited.js'
import { paymentFailed } from './payment-failed.js'
import { paymentRefunded } from './payment-refunded.js'
import { paymentSucceeded } from './payment-succeeded.js'
import { playbookLogged } from './playbook-logged.js'
import { propertyValueChanged } from './property-value-changed.js'
import { quoteDeclined } from './quote-declined.js'
import { quoteExpired } from './quote-expired.js'
import { quotePublished } from './quote-published.js'
import { quoteSigned } from './quote-signed.js'
import { quoteViewed } from './quote-viewed.js'
import { recordCreated } from './record-created.js'
import { recordDeleted } from './record-deleted.js'
import { recordMerged } from './record-merged.js'
import { recordRestored } from './record-restored.js'
import { salesEmailBounced } from './sales-email-bounced.js'
import { salesEmailClicked } from './sales-email-clicked.js'
import { salesEmailOpened } from './sales-email-opened.js'
import { salesEmailReplied } from './sales-email-replied.js'
import { sequenceEmailBounced } from './sequence-email-bounced.js'
import { sequenceEmailReplied } from './sequence-email-replied.js'
import { sequenceEnrolled } from './sequence-enrolled.js'
import { sequenceFinished } from './sequence-finished.js'
import { sequenceMeetingBooked } from './sequence-meeting-booked.js'
import { sequenceUnenrolled } from './sequence-unenrolled.js'
import { smsDelivered } from './sms-delivered.js'
import { smsFailed } from './sms-failed.js'
import { smsLinkClicked } from './sms-link-clicked.js'
import { smsReceived } from './sms-received.js'
import { smsSent } from './sms-sent.js'
import { subscriptionCancelled } from './subscription-cancelled.js'
import { subscriptionChanged } from './subscription-changed.js'
import { subscriptionRenewed } from './subscription-renewed.js'
import { subscriptionStarted } from './subscription-started.js'
import { surveySubmitted } from './survey-submitted.js'
import { taskCompleted } from './task-completed.js'
import { taskCreated } from './task-created.js'
import { taskOverdue } from './task-overdue.js'
import { ticketSlaBreached } from './ticket-sla-breached.js'
import { webinarAttended } from './webinar-attended.js'
import { webinarCancelled } from './webinar-cancelled.js'
import { webinarRegistered } from './webinar-registered.js'
import { whatsappReceived } from './whatsapp-received.js'
import { workflowCompleted } from './workflow-completed.js'
import { workflowEnrolled } from './workflow-enrolled.js'
import { workflowGoalMet } from './workflow-goal-met.js'
import { workflowUnenrolled } from './workflow-unenrolled.js'

export const builtInEventTypes: readonly EventType[] = [
  recordCreated,
  propertyValueChanged,
  recordDeleted,
  recordRestored,
  recordMerged,
  associationAdded,
  associationRemoved,
  associationLabelChanged,
  listJoined,
  listLeft,
  formSubmitted,
  formViewed,
  formInteraction,
  pageVisited,
  ctaViewed,
  ctaClicked,
  mediaPlayed,
  adInteraction,
  emailSent,
  emailDelivered,
  emailOpened,
  emailLinkClicked,
  emailReplied,
  emailBounced,
  emailHardBounced,
  emailReportedAsSpam,
  subscriptionChanged,
  salesEmailOpened,
  salesEmailClicked,
  salesEmailReplied,
  salesEmailBounced,
  smsSent,
  smsDelivered,
  smsLinkClicked,
  smsFailed,
  smsReceived,
  whatsappReceived,
  callStarted,
  callEnded,
  callTranscriptAvailable,
  meetingBooked,
  meetingOutcomeChanged,
  webinarRegistered,
  webinarCancelled,
  webinarAttended,
  playbookLogged,
  sequenceEnrolled,
  sequenceUnenrolled,
  sequenceFinished,
  sequenceMeetingBooked,
  sequenceEmailReplied,
  sequenceEmailBounced,
  workflowEnrolled,
  workflowUnenrolled,
  workflowGoalMet,
  workflowCompleted,
  integrationEvent,
  taskCreated,
  taskCompleted,
  taskOverdue,
  noteLogged,
  quotePublished,
  quoteViewed,
  quoteSigned,
  quoteDeclined,
  quoteExpired,
  documentShared,
  documentViewed,
  paymentSucceeded,
  paymentFailed,
  paymentRefunded,
  subscriptionStarted,
  subscriptionRenewed,
  subscriptionCancelled,
  conversationStarted,
  conversationMessageReceived,
  conversationAssigned,
  conversationClosed,
  conversationReopened,
  ticketSlaBreached,
  surveySubmitted,
  consentChanged,
]
