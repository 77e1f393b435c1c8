// Why a step ended as it did: a closed enumeration, stable across releases, each with a human text (M-LOGA-16).

export const outcomeCodes = {
  // Writing values
  invalid_option: 'The value is not among the options of the property.',
  invalid_value: 'The value does not fit the type of the property.',
  missing_property: 'A property that the action names no longer exists.',
  read_only_property: 'The property cannot be written.',
  no_associated_record: 'There is no associated record to act on.',
  too_many_associated_records: 'More records are associated than one execution may touch.',
  // Creating records
  already_exists: 'A record with this unique value already exists.',
  used_existing: 'A record with this unique value already existed and was used.',
  missing_required_value: 'A value that the new record must have is empty.',
  association_failed: 'The record was created, but could not be associated.',
  created_by_this_action: 'The record was itself created by this action, which does not run for it again.',
  task_unassigned: 'The task was created without an assignee, because the record has no owner.',
  // Waiting and moving
  delay_over: 'There was nothing left to wait for.',
  too_many_visits: 'The enrollment came to this action more often than allowed.',
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
