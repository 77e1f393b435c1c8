import type { KnownOutcomeCode } from '@millrace/actions'
import type { ClaimedEffect, LogOutcome, LogRow } from '@millrace/store'

/** A log row of the step an effect belongs to, on the revision that step ran on. */
export function stepRow(
  effect: ClaimedEffect,
  seq: number,
  at: number,
  ended: {
    readonly outcome: LogOutcome
    readonly code: KnownOutcomeCode | null
    readonly detail: object | null
  },
): LogRow {
  return {
    workflowId: effect.workflowId,
    at,
    enrollmentId: effect.enrollmentId,
    seq,
    recordId: effect.recordId,
    revisionId: effect.revisionId,
    actionId: effect.actionId,
    actionType: effect.actionType,
    branch: null,
    ...ended,
  }
}
