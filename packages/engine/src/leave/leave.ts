// Leaving a workflow before its end, from outside a wave (W-UNA).
import {
  appendLog,
  cancelEffects,
  type Definitions,
  type EndedEnrollment,
  type EndingEnrollment,
  endEnrollments,
  type LogRow,
  lockEnrollments,
  noteEnds,
  type Transaction,
} from '@millrace/store'
import { noteStanding } from '../evaluate/note-standing.js'
import { chainFor } from '../run/chain-of-causes.js'
import type { Moved } from '../tell/standing-events.js'

/**
 * Ends enrollments of records the caller has locked; whoever has left already is passed over. Effects that still wait
 * are cancelled, one in flight finishes (W-UNA-11). True where another enrollment waited for one of these to end.
 */
export async function leave(
  tx: Transaction,
  definitions: Definitions,
  rows: readonly EndingEnrollment[],
  now: number,
): Promise<boolean> {
  if (rows.length === 0) return false
  await lockEnrollments(
    tx,
    rows.map(({ enrollmentId }) => enrollmentId),
  )
  const ended = await endEnrollments(tx, rows, now)
  await cancelEffects(
    tx,
    ended.map(({ id }) => id),
  )
  await appendLog(
    tx,
    ended.map((enrollment) => logRow(enrollment, now)),
  )
  const told = await noteEnds(
    tx,
    ended.map(({ id }) => id),
  )
  await noteStanding(tx, definitions, ended.map(movedOf), now)
  return told
}

function movedOf({ id, workflowId, recordId, endState, reason, chain, waited }: EndedEnrollment): Moved {
  const causes = chainFor({ workflowId, chain }, recordId, waited)
  return { workflowId, recordId, enrollmentId: id, to: endState, reason, chain: causes, lane: 'bulk' }
}

function logRow(ended: EndedEnrollment, at: number): LogRow {
  return {
    workflowId: ended.workflowId,
    at,
    enrollmentId: ended.id,
    seq: ended.seq,
    recordId: ended.recordId,
    revisionId: ended.revisionId,
    actionId: null,
    actionType: null,
    outcome: 'ended',
    code: ended.reason,
    branch: null,
    detail: null,
  }
}
