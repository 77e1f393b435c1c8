import { activeEnrollments, type Definitions, type EndReason, type Transaction } from '@millrace/store'
import { leave } from './leave.js'

export interface Unenrollment {
  readonly reason: EndReason
  /** Absent: all. */
  readonly workflowIds?: readonly number[]
  readonly exceptWorkflowId?: number
}

/**
 * Takes records, locked by the caller, out of the workflows they are in: of all, or of those named (W-UNA-6). Returns
 * the enrollments that ended.
 */
export async function unenrollRecords(
  tx: Transaction,
  definitions: Definitions,
  recordIds: readonly number[],
  { reason, workflowIds, exceptWorkflowId }: Unenrollment,
  now: number,
): Promise<{ readonly enrollmentId: number; readonly workflowId: number; readonly recordId: number }[]> {
  if (recordIds.length === 0) return []
  const active = await activeEnrollments(tx, recordIds)
  const leaving = active.filter(
    ({ workflowId }) => workflowId !== exceptWorkflowId && (workflowIds?.includes(workflowId) ?? true),
  )
  await leave(
    tx,
    definitions,
    leaving.map(({ id }) => ({ enrollmentId: id, endState: 'unenrolled', reason })),
    now,
  )
  return leaving.map(({ id, workflowId, recordId }) => ({ enrollmentId: id, workflowId, recordId }))
}
