import type { CompiledWorkflow } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import { cancelRuns, deleteSchedules, readSchedule, type Transaction, writeSchedules } from '@millrace/store'
import { reckon } from './reckon.js'

/**
 * Says when a workflow that is being turned on runs next: after this moment (W-RUN-4). One that stays on keeps its next run,
 * due or not, unless its schedule or zone is another. Only under the exclusive lock. Problem: WORKFLOW_INVALID where it would
 * never run.
 */
export async function setSchedule(
  tx: Transaction,
  compiled: CompiledWorkflow,
  { wasOn, now }: { readonly wasOn: boolean; readonly now: number },
): Promise<void> {
  const { workflowId } = compiled
  const schedule = reckon(compiled, now)
  if (!schedule) return endSchedule(tx, workflowId)
  const known = wasOn ? await readSchedule(tx, workflowId) : undefined
  if (known?.reckonedFrom === schedule.reckonedFrom) return
  if (schedule.nextRunAt === null)
    throw new Problem('WORKFLOW_INVALID', 'The moment of the schedule has passed: it would never run.', {
      field: 'millrace.enrollmentSchedule',
    })
  await writeSchedules(tx, [schedule])
}

/** W-RUN-1: no run, and none to catch up with. Only under the exclusive lock. */
export async function endSchedule(tx: Transaction, workflowId: number): Promise<void> {
  await deleteSchedules(tx, [workflowId])
  await cancelRuns(tx, workflowId)
}
