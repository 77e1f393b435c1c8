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
  const entered = await enrollExisting(
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
      namesEntered: others !== 'none' || definitions.isWorkflowRead(workflowId),
    },
    now,
  )
  const { recordIds } = entered
  const standing = recordIds.map((recordId) => ({ workflowId, recordId }))
  await noteStanding(tx, definitions, standing, now)
  if (others === 'none') return entered
  // W-UNE-7: whoever enters leaves the others.
  const leaving = { reason: 'enrolled_in_other_workflow', exceptWorkflowId: workflowId } as const
  const named = typeof others === 'string' ? leaving : { ...leaving, workflowIds: others }
  await unenrollRecords(tx, definitions, recordIds, named, now)
  return entered
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
