export { writeAccountSettings } from './accounts/account-settings.js'
export { createAccount, type NewAccount } from './accounts/create-account.js'
export { firstAccount } from './accounts/first-account.js'
export { type Account, findAccount, listAccounts } from './accounts/list-accounts.js'
export {
  type ActionFunction,
  deleteActionFunction,
  listActionFunctions,
  putActionFunction,
} from './action-definitions/action-functions.js'
export {
  type ActionRevision,
  listActionDefinitions,
  listActionRevisions,
  readActionDefinition,
  type StoredActionDefinition,
} from './action-definitions/definitions-of-app.js'
export {
  archiveActionDefinition,
  createActionDefinition,
  replaceActionDefinition,
  setRequiresObject,
} from './action-definitions/write-action-definition.js'
export * from './array-literals.js'
export {
  type AssociationRemoval,
  type AssociationSpec,
  associate,
  disassociate,
  tryChangeAssociations,
} from './associations/associate.js'
export { associateObjectTypes, separateObjectTypes } from './associations/associate-object-types.js'
export type { AssociationMove } from './associations/association-moves.js'
export { changeAssociations, givingWay } from './associations/change-associations.js'
export { archiveLabel, changeLabel, createLabel } from './associations/change-labels.js'
export { findMatching, type Matching } from './associations/find-matching.js'
export { type AssociationTypeRef, type KnownTypes, knownTypes } from './associations/known-types.js'
export { limitable, limitTypes } from './associations/limit-types.js'
export { type AssociationCause, noteAssociated } from './associations/note-associated.js'
export { type Associated, pageAssociations } from './associations/page-associations.js'
export { readAssociations } from './associations/read-associations.js'
export { resolveRecords } from './associations/resolve-records.js'
export type { AssociationChange } from './associations/rows-concerned.js'
export type { AssociationRow } from './associations/write-associations.js'
export { type Check, checks } from './audit/checks.js'
export { BackupError, type BackupReport } from './backup/archive.js'
export { restoreBackup } from './backup/restore-backup.js'
export { writeBackup } from './backup/write-backup.js'
export {
  type Execution,
  insertCallbacks,
  purgeCallbacks,
  recordsOfEnrollments,
  takeCallbacks,
} from './callbacks/action-callbacks.js'
export { lookAgain } from './clock/look-again.js'
export { pickDueWakeups } from './clock/pick-due-wakeups.js'
export { readClock } from './clock/read-clock.js'
export { setWakeups, type Wakeup } from './clock/set-wakeups.js'
export { foldCounters } from './counters/fold-counters.js'
export { type Counter, readCounters } from './counters/read-counters.js'
export {
  CommitUnknown,
  type Database,
  type DatabaseOptions,
  type LockMode,
  openDatabase,
  type Transaction,
  type TransactionOptions,
} from './database.js'
export { bumpEpoch } from './definitions/bump-epoch.js'
export { compileListFilter, type LiveList, listsRead } from './definitions/compile-lists.js'
export type { LiveWorkflow } from './definitions/compile-published.js'
export type { Definitions } from './definitions/definitions.js'
export { definitionsOf } from './definitions/definitions-cache.js'
export { beginSends } from './emails/begin-sends.js'
export type { Email, EmailDocument } from './emails/email.js'
export type { EmailSend, SettledSend } from './emails/email-send.js'
export { type EmailSettings, readEmailSettings, writeEmailSettings } from './emails/email-settings.js'
export { countEmails, listEmails, readEmail, readPublishedEmails } from './emails/read-emails.js'
export { type KnownSend, readReceived, readSend, readSends } from './emails/read-sends.js'
export { doubtSends, settleSends, takeForSent } from './emails/settle-sends.js'
export { readSuppressions, type SuppressionReason, suppressAddress } from './emails/suppressions.js'
export {
  archiveEmail,
  createEmail,
  lockEmail,
  publishEmail,
  saveEmailDraft,
} from './emails/write-emails.js'
export { EmbeddedServerError } from './embedded/embedded-server-error.js'
export { makeFileOnce } from './embedded/make-file-once.js'
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded/start-embedded.js'
export { type ActiveEnrollment, activeEnrollments } from './enrollments/active-enrollments.js'
export { countInActions } from './enrollments/count-in-actions.js'
export { countRecentEnrollments, type RecentEnrollments } from './enrollments/count-recent-enrollments.js'
export {
  type EndedEnrollment,
  type EndingEnrollment,
  endEnrollments,
  lockEnrollments,
} from './enrollments/end-enrollments.js'
export {
  type ExistingEntered,
  type ExistingEntry,
  enrollExisting,
  type RecordChunk,
} from './enrollments/enroll-existing.js'
export {
  type EndReason,
  type EndState,
  type EnrollmentContext,
  type EventSnapshot,
  endReasons,
  endStates,
} from './enrollments/enrollment-context.js'
export type { EnrollmentSource, EventNamed } from './enrollments/enrollment-source.js'
export { type FoundEnrollment, findEnrollment } from './enrollments/find-enrollment.js'
export {
  type EnteredEnrollment,
  insertEnrollments,
  type NewEnrollment,
} from './enrollments/insert-enrollments.js'
export {
  type EnrollmentStateFilter,
  type EnrollmentsPage,
  type ListedEnrollment,
  listEnrollments,
} from './enrollments/list-enrollments.js'
export { type Entry, readEntries } from './enrollments/read-entries.js'
export { createEventDefinition, type NewEventDefinition } from './events/create-event-definition.js'
export {
  type DefinedEventProperty,
  type EventDefinition,
  eventNameFrom,
  qualifiedEventName,
} from './events/event-definition.js'
export { type EventPage, type EventPlace, type ListedEvent, listEvents } from './events/list-events.js'
export { type EventRecord, lockEventRecords } from './events/lock-event-records.js'
export { listEventDefinitions } from './events/read-event-definitions.js'
export { type EventTypes, readEventTypes } from './events/read-event-types.js'
export { type NewEvent, recordEvents } from './events/record-events.js'
export { unitedRecordIds } from './events/united-record-ids.js'
export { archiveEventDefinition, updateEventDefinition } from './events/update-event-definition.js'
export { findVisitors, rememberVisitors } from './events/visitors.js'
export { type Form, readForm } from './forms/form.js'
export { listForms } from './forms/list-forms.js'
export {
  hasSubmission,
  keepSubmission,
  listSubmissions,
  type Submission,
  type SubmissionPlace,
} from './forms/submissions.js'
export { createForm, updateForm } from './forms/write-forms.js'
export { ping } from './health/ping.js'
export { type Backlog, readBacklog } from './health/read-backlog.js'
export { claimIdempotencyKey, type KeptAnswer } from './idempotency/claim-key.js'
export { keepIdempotentAnswer } from './idempotency/keep-answer.js'
export { countImport, type ImportCounts } from './imports/count-import.js'
export { type ImportBatch, type ImportResult, importRows } from './imports/import-rows.js'
export { startImport } from './imports/start-import.js'
export { type RaisedIssue, raiseIssues } from './issues/raise-issues.js'
export {
  type Issue,
  type IssueResolution,
  issueResolutions,
  listIssues,
  readIssue,
} from './issues/read-issues.js'
export { resolveIssue } from './issues/resolve-issue.js'
export * from './lists/index.js'
export { appendLog, type LogOutcome, type LogPart, type LogRow, logOutcomes } from './log/append-log.js'
export { type ListedLogRow, type LogPage, type LogPlace, listLog } from './log/list-log.js'
export { MigrationError, type MigrationReport, migrate } from './migrations/run-migrations.js'
export { insertNotifications, type NewNotification } from './notifications/insert-notifications.js'
export {
  listNotifications,
  markNotificationRead,
  type Notification,
  readMutes,
  setMute,
} from './notifications/read-notifications.js'
export { type PersonTold, readPeopleTold } from './notifications/read-people-told.js'
export * from './oauth/index.js'
export { archiveObjectType } from './object-types/archive-object-type.js'
export { createObjectType } from './object-types/create-object-type.js'
export type {
  NewObjectType,
  ObjectTypeChange,
  ObjectTypeLabels,
} from './object-types/object-type-definition.js'
export {
  listCustomObjectTypes,
  type ObjectTypeRecord,
  readObjectType,
} from './object-types/read-object-types.js'
export { updateObjectType } from './object-types/update-object-type.js'
export { cancelEffects } from './outbox/cancel-effects.js'
export { claimEffects } from './outbox/claim-effects.js'
export { countLateSteps } from './outbox/count-late-steps.js'
export type { ClaimedEffect, EffectBatch, EffectEnrollment, EffectRow } from './outbox/effect.js'
export { dropLease, lockExpiredLease, pickExpiredLease } from './outbox/expired-leases.js'
export { freezeRequests } from './outbox/freeze-requests.js'
export { holdLease } from './outbox/hold-lease.js'
export { insertEffects } from './outbox/insert-effects.js'
export { isMailLane, type LaneLimits } from './outbox/lane-limits.js'
export { lockEffectEnrollments } from './outbox/lock-effect-enrollments.js'
export { type DispatchOutlook, outlookOfLanes } from './outbox/outlook-of-lanes.js'
export { type EffectIssue, raiseEffectIssues } from './outbox/raise-effect-issues.js'
export { readWaitingForEffect } from './outbox/read-waiting-for-effect.js'
export { renewLease } from './outbox/renew-lease.js'
export { settleEffects } from './outbox/settle-effects.js'
export { listOwners, type Owner, ownerNotFound, readOwner } from './owners/read-owners.js'
export { advanceFanout } from './pending/advance-fanout.js'
export { associatedAfter } from './pending/associated-after.js'
export { insertPendingEvents, type NewPendingEvent } from './pending/insert-pending-events.js'
export { passOnFanout } from './pending/pass-on-fanout.js'
export type { PendingEvent } from './pending/pending-event.js'
export { type Fanout, pickFanout } from './pending/pick-fanout.js'
export { type PendingRecord, pickPendingRecords } from './pending/pick-pending-records.js'
export { readPendingSince } from './pending/read-pending-since.js'
export { type PendingChange, takePendingChanges } from './pending/take-pending-changes.js'
export { takePendingEvents } from './pending/take-pending-events.js'
export * from './pipelines/index.js'
export { archiveProperty, updateProperty } from './properties/change-property.js'
export { createProperties, type PropertyResult } from './properties/create-properties.js'
export { flagMoving } from './properties/flag-properties.js'
export { type MoveOptions, type MoveProgress, moveProperties } from './properties/move-properties.js'
export { ensureHot } from './properties/place-properties.js'
export {
  type NewProperty,
  type PropertyChange,
  problemsOf as problemsOfProperty,
} from './properties/property-definition.js'
export {
  archivePropertyGroup,
  createPropertyGroup,
  listPropertyGroups,
  type PropertyGroup,
  updatePropertyGroup,
} from './properties/property-groups.js'
export { listProperties, type PropertyRecord } from './properties/read-properties.js'
export { activeRecordsOfWorkflow } from './publications/active-records-of-workflow.js'
export { advancePublication, cancelPublications } from './publications/advance-publication.js'
export { claimPublication } from './publications/claim-publication.js'
export { countMatching } from './publications/count-matching.js'
export {
  allOf,
  decidedNow,
  notEnteredSince,
  type RecordCondition,
} from './publications/existing-conditions.js'
export { insertBaseline, insertBaselinePairs } from './publications/insert-baseline.js'
export { chunkIds, lockChunk } from './publications/lock-chunk.js'
export type { Publication } from './publications/publication.js'
export { readPublication, readRunningPublications } from './publications/read-publication.js'
export { startPublication } from './publications/start-publication.js'
export * from './records/index.js'
export { type FoundReference, findReferences } from './references/find-references.js'
export { advanceRun, cancelRuns } from './schedules/advance-run.js'
export { claimRun } from './schedules/claim-run.js'
export { noteSchedulesFollowed, schedulesAreFollowed } from './schedules/followed.js'
export { deleteOldRuns, listRuns } from './schedules/list-runs.js'
export { endOfChunk, lockMatching } from './schedules/lock-matching.js'
export { claimDueSchedules, readSchedule, readSchedules } from './schedules/read-schedules.js'
export type { ScheduleRun } from './schedules/schedule-run.js'
export { type StartingRun, startRuns } from './schedules/start-runs.js'
export { deleteSchedules, type WorkflowSchedule, writeSchedules } from './schedules/write-schedules.js'
export { putSecret } from './secrets/put-secret.js'
export { readSecrets } from './secrets/read-secrets.js'
export { SecretUnreadable } from './secrets/seal-secret.js'
export { readSegmentMembers, type SegmentMember } from './segments/read-segment-members.js'
export { readStandings, type Standing } from './segments/read-standings.js'
export {
  clearSegmentRange,
  forgetRecords,
  joinSegments,
  leaveSegments,
} from './segments/write-segment-members.js'
export {
  allEmail,
  type SubscriptionDefinition,
  type SubscriptionStatus,
} from './subscriptions/subscription.js'
export {
  createSubscriptionDefinition,
  listSubscriptionDefinitions,
} from './subscriptions/subscription-definitions.js'
export {
  readSubscriptionStatuses,
  setSubscriptionStatus,
  setSubscriptionStatuses,
} from './subscriptions/subscription-statuses.js'
export { createTeam, deleteTeam, listTeams, renameTeam, type Team } from './teams/teams.js'
export {
  claimRetiming,
  pickRetiming,
  retime,
  retimeAll,
} from './timers/retiming.js'
export { type WaitingAt, wakeWaiting } from './timers/wake-waiting.js'
export * from './tokens/index.js'
export * from './users/index.js'
export {
  deleteWaits,
  type EnrollmentWait,
  insertWaits,
  noteEnds,
  readAwaited,
} from './waits/enrollment-waits.js'
export { pickReleasing, releaseWaiting } from './waits/release-waiting.js'
export { type Claim, claimDue, type Mark } from './waves/claim-due.js'
export { type ClaimedEnrollment, lockDueEnrollments } from './waves/lock-due-enrollments.js'
export { lockEnrollmentsFirst } from './waves/lock-enrollments-first.js'
export { forgetWave, noteWave, type WaveSlot } from './waves/note-wave.js'
export { quarantineEnrollments } from './waves/quarantine-enrollments.js'
export { raiseSuspicion } from './waves/raise-suspicion.js'
export { type RevisionMove, readRevisionMoves } from './waves/read-revision-moves.js'
export { type SettledEnrollment, StaleWave, settleEnrollments } from './waves/settle-enrollments.js'
export { accountIds } from './work/account-ids.js'
export { deleteEndedEnrollments } from './work/delete-ended-enrollments.js'
export { type DueWork, dueWork } from './work/due-work.js'
export { lowerWork, type WorkHint } from './work/lower-work.js'
export { dropActionLog, makePartitions } from './work/partitions.js'
export { raiseWork } from './work/raise-work.js'
export { type OccasionalWork, readOccasionalWork } from './work/read-occasional-work.js'
export { suspectMembers } from './work/suspect-members.js'
export { accountsOfNotes, goneWorkers, registerWorker, removeWorker } from './work/workers.js'
export { createWorkflow } from './workflows/create-workflow.js'
export { deleteWorkflow } from './workflows/delete-workflow.js'
export { dueToTurnOff } from './workflows/due-to-turn-off.js'
export { listWorkflows, type WorkflowPage, type WorkflowSummary } from './workflows/list-workflows.js'
export { lockWorkflow } from './workflows/lock-workflow.js'
export { markPublished, type PublishedAt } from './workflows/mark-published.js'
export { readRevision, readRevisions } from './workflows/read-revision.js'
export { readWorkflow, readWorkflows } from './workflows/read-workflow.js'
export { replaceWorkflow } from './workflows/replace-workflow.js'
export { flowDocument, type StoredWorkflow } from './workflows/stored-workflow.js'
export { turnOff } from './workflows/turn-off.js'
