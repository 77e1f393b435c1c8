// Why an enrollment or a step stands or ended as it did, in whatever the log says: a closed enumeration, stable across
// releases, each with a human text (M-LOGA-16).

export const outcomeCodes = {
  // Writing values
  invalid_option: 'The value is not among the options of the property.',
  invalid_value: 'The value does not fit the type of the property.',
  missing_property: 'A property that the action names no longer exists.',
  read_only_property: 'The property cannot be written.',
  backward_lifecycle: 'The lifecycle stage would have gone back, which the account does not want.',
  no_associated_record: 'There is no associated record to act on.',
  too_many_associated_records: 'More records are associated than one execution may touch.',
  // Associating
  no_matching_record: 'There is no record to associate with, or none that is associated.',
  first_associated: 'More records match than one execution associates: the first ones were.',
  association_limit: 'The record is associated with as many records as it may be.',
  not_associated: 'Records could not be associated.',
  // Creating records
  already_exists: 'A record with this unique value already exists.',
  used_existing: 'A record with this unique value already existed and was used.',
  missing_required_value: 'A value that the new record must have is empty.',
  association_failed: 'The record was created, but could not be associated.',
  created_by_this_action: 'The record was itself created by this action, which does not run for it again.',
  task_unassigned: 'The task was created without an assignee, because the record has no owner.',
  // Lists
  already_member: 'The record was in the list already.',
  not_a_member: 'The record was not in the list.',
  missing_list: 'The list that the action names does not exist any more.',
  list_not_static: 'The list is active: only its filter decides who is in it.',
  list_full: 'The list holds as many records as it may.',
  // Waiting and moving
  delay_over: 'There was nothing left to wait for.',
  delay_empty: 'The record has no date to wait for.',
  date_passed: 'The date had passed already.',
  outside_window: 'It waits until the workflow may run again.',
  blocked_date: 'The workflow does not run on this date: it waits for the next day on which it does.',
  already_active: 'The record was in the workflow already.',
  previously_enrolled: 'The record was in the workflow before, and it lets nobody in again.',
  target_workflow_off: 'The workflow to enroll in was off.',
  target_workflow_missing: 'The workflow to enroll in no longer exists.',
  wrong_object_type: 'The workflow to enroll in is for records of another type.',
  awaited_too_long: 'The other workflow had not ended when the longest wait was over.',
  not_active: 'The record was in none of these workflows.',
  // Actions of apps
  blocked: 'The app holds the record until it reports back.',
  callback_expired: 'The app did not report back in time.',
  app_failed: 'The app reported a failure.',
  // Webhooks
  http_status: 'The receiver answered with a status that is not success.',
  address_refused: 'The address may not be reached from here.',
  redirect_refused: 'The receiver answered with a redirect, which is not followed.',
  timed_out: 'The receiver did not answer in time.',
  connection_failed: 'The receiver could not be reached.',
  rate_limited: 'The receiver asked to slow down.',
  invalid_url: 'The URL is not a valid https address.',
  missing_secret: 'A secret that the action names does not exist.',
  in_doubt: 'Whether the receiver got it is not known.',
  retries_exhausted: 'It failed for the last time that it is tried.',
  late_answer: 'The answer came when somebody else had taken the attempt over.',
  dispatcher_lost: 'The sender was gone before the answer came; it is sent again.',
  // E-mail and notifications
  email_not_configured: 'This installation has no mail server to send through.',
  missing_email: 'The e-mail that the action names was deleted, or is not published.',
  invalid_sender: 'The e-mail has no sender address that can be used.',
  template_failed: 'The e-mail could not be written: its template is wrong, or took too long.',
  no_address: 'The contact has no e-mail address.',
  invalid_address: 'The e-mail address is not one that mail can be sent to.',
  no_recipient: 'There is nobody to send it to.',
  opted_out: 'The contact does not want e-mail, or none of this kind.',
  hard_bounced: 'An earlier e-mail to this address came back for good.',
  reported_spam: 'The contact reported an earlier e-mail as spam.',
  address_quarantined: 'The address gets no e-mail for now.',
  non_marketing_contact: 'The contact is not a marketing contact.',
  no_legal_basis: 'The contact has not agreed to this kind of e-mail.',
  already_received: 'The contact has received this e-mail before.',
  frequency_cap: 'The contact has received as many e-mails as the account allows.',
  email_bounced: 'The mail server does not know the address.',
  email_rejected: 'The mail server refused the e-mail.',
  mail_server_busy: 'The mail server asked to try again later.',
  unknown_recipient: 'Some of those to be told are not users any more.',
  missing_subscription: 'The kind of subscription that the action names does not exist.',
  muted: 'Everybody to be told has muted this workflow.',
  resend_asked: 'Somebody asked to send it again.',
  marked_as_sent: 'Somebody says that it arrived.',
  // Entering
  trigger: 'The record met the triggers.',
  existing: 'The record met the triggers when the workflow was turned on.',
  schedule: 'The record met the criteria when the schedule ran.',
  manual: 'Somebody did it by hand.',
  workflow: 'Another workflow enrolled the record.',
  suppressed: 'The record is on a suppression list.',
  meets_unenrollment_criteria: 'The record meets the unenrollment criteria.',
  loop_stopped: 'The enrollment was a consequence of earlier ones and would have gone round in a circle.',
  // Standing
  queued: 'It waits to be sent.',
  quarantined: 'Running it failed again and again, so that it waits for somebody to look at it.',
  // Leaving
  completed: 'The record reached the end of the workflow.',
  goal_met: 'The record met the goal.',
  suppression_list: 'The record came onto a suppression list.',
  unenrollment_criteria: 'The record came to meet the unenrollment criteria.',
  no_longer_meets_criteria: 'The record no longer meets the triggers.',
  enrolled_in_other_workflow: 'The record was enrolled in another workflow.',
  api: 'A program took the record out.',
  action: 'An action of the workflow itself took the record out.',
  action_in_other_workflow: 'An action of another workflow took the record out.',
  record_merged: 'The record was merged into another one.',
  workflow_deleted: 'The workflow was deleted.',
  error_stop: 'An action failed that was told to stop the enrollment then.',
  loop_guard: 'The enrollment came to one action too often.',
  // Any action
  not_ready: 'The action lacks details, or names something that cannot be used any more.',
  unsupported_action: 'Actions of this type are not executed yet.',
  workflow_off: 'The workflow was off when the action was due.',
  record_deleted: 'The record was deleted.',
  internal_error: 'The action failed because of an error of ours.',
} as const satisfies Record<string, string>

export type KnownOutcomeCode = keyof typeof outcomeCodes

/** The human text of a code; the code itself where it is none of ours. */
export function describeOutcomeCode(code: string): string {
  return Object.hasOwn(outcomeCodes, code) ? outcomeCodes[code as KnownOutcomeCode] : code
}
