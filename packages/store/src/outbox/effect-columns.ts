import sql from 'sql-template-tag'

/** A row of `outbox` (alias `o`) as a ClaimedEffect. */
export const effectColumns = sql`o.effect_id AS "effectId", o.kind, o.lane, o.repeat_safe AS "repeatSafe",
  o.workflow_id AS "workflowId", o.enrollment_id AS "enrollmentId", o.record_id AS "recordId",
  o.revision_id AS "revisionId", o.action_id AS "actionId", o.action_type AS "actionType", o.visit, o.seq, o.request, o.attempt,
  o.first_attempt_at AS "firstAttemptAt", o.resend_issue_id AS "resendIssueId"`
