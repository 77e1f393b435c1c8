import {
  type Definitions,
  type EnrollmentSource,
  type ExistingEntered,
  enrollExisting,
  type LiveWorkflow,
  type RecordChunk,
  type RecordCondition,
  type Transaction,
} from '@millrace/store'
import { noteStanding } from '../evaluate/note-standing.js'
import { unenrollRecords } from '../leave/unenroll-records.js'
import { suppressionOf } from '../run/guards.js'
import { movedInto } from '../tell/standing-events.js'

export interface SetToEnroll extends RecordCondition {
  readonly workflow: LiveWorkflow
  readonly source: Extract<EnrollmentSource, { type: 'EXISTING' | 'SCHEDULE' }>
  readonly reEnroll: boolean
  /** Epoch ms that the goal and the suppression are asked for. */
  readonly judgedAt: number
}

/** Enrolls whoever of a chunk meets a condition and may enter (W-ENR-7), decided by the database. */
export async function enrollBySet(
  tx: Transaction,
  definitions: Definitions,
  chunk: RecordChunk,
  set: SetToEnroll,
  now: number,
): Promise<ExistingEntered> {
  const { workflow, source, condition, judgedAt, reEnroll } = set
  const { workflowId, revisionId, startActionId, unenrollFromOthers: others } = workflow.compiled
  const guards = guardsInSql(workflow, judgedAt)
  const done = await enrollExisting(
    tx,
    chunk,
    {
      workflowId,
      revisionId,
      startActionId,
      source,
      code: source.type === 'SCHEDULE' ? 'schedule' : 'existing',
      lane: 'bulk',
      reEnroll,
      condition,
      guards,
      needsCold: set.needsCold || guards.some(({ needsCold }) => needsCold),
      logsRefused: source.type === 'SCHEDULE',
      namesEntered: others !== 'none' || definitions.isWorkflowRead(workflowId) || definitions.awaitsEvents,
    },
    now,
  )
  const moved = done.entered.flatMap(({ id, recordId }) =>
    movedInto(workflow.compiled, { recordId, enrollmentId: id, chain: [], lane: 'bulk' }),
  )
  await noteStanding(tx, definitions, moved, now)
  if (others === 'none') return done
  // W-UNE-7: whoever enters leaves the others.
  const leaving = { reason: 'enrolled_in_other_workflow', exceptWorkflowId: workflowId } as const
  const named = typeof others === 'string' ? leaving : { ...leaving, workflowIds: others }
  const recordIds = done.entered.map(({ recordId }) => recordId)
  await unenrollRecords(tx, definitions, recordIds, named, now)
  return done
}

function guardsInSql({ compiled }: LiveWorkflow, at: number) {
  const { suppression, goal } = compiled
  const keepsOut =
    suppressionOf(compiled) === 'suppression_list' ? 'suppressed' : 'meets_unenrollment_criteria'
  return [
    ...(suppression ? [{ ...suppression.toSql(at), code: keepsOut } as const] : []),
    ...(goal ? [{ ...goal.toSql(at), code: 'goal_met' } as const] : []),
  ]
}
