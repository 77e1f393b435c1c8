import {
  appendLog,
  type ClaimedEnrollment,
  type LogRow,
  quarantineEnrollments,
  type Transaction,
} from '@millrace/store'

/** Failed alone twice: active still, but waiting for a person, with an issue that says so (engine.md 4, poison). */
export async function quarantine(
  tx: Transaction,
  poisoned: readonly ClaimedEnrollment[],
  now: number,
): Promise<void> {
  await quarantineEnrollments(tx, poisoned, now)
  await appendLog(
    tx,
    poisoned.map((enrollment) => logRow(enrollment, now)),
  )
}

function logRow(enrollment: ClaimedEnrollment, now: number): LogRow {
  return {
    workflowId: enrollment.workflowId,
    at: now,
    enrollmentId: enrollment.id,
    seq: enrollment.seq + 1,
    recordId: enrollment.recordId,
    revisionId: enrollment.revisionId,
    actionId: enrollment.actionId,
    actionType: null,
    outcome: 'waiting',
    code: 'quarantined',
    branch: null,
    detail: null,
  }
}
