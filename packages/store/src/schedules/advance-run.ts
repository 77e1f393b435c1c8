import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { ScheduleRun } from './schedule-run.js'

type RunKey = Pick<ScheduleRun, 'workflowId' | 'scheduledFor'>

/** Stores how far a claimed run has come, and what its last chunk did; a null cursor completes it. */
export async function advanceRun(
  tx: Transaction,
  { workflowId, scheduledFor }: RunKey,
  cursor: number | null,
  done: Pick<ScheduleRun, 'enrolled' | 'stillActive' | 'refused'>,
): Promise<void> {
  await tx.execute(
    sql`
      UPDATE schedule_runs SET cursor = ${cursor}, enrolled = enrolled + ${done.enrolled},
        still_active = still_active + ${done.stillActive}, refused = refused + ${done.refused},
        state = CASE WHEN ${cursor}::bigint IS NULL THEN 'COMPLETE' ELSE state END,
        finished_at = CASE WHEN ${cursor}::bigint IS NULL THEN clock_timestamp() END
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND state = 'RUNNING'
        AND scheduled_for = to_timestamp(${scheduledFor} / 1000.0)`,
    'schedules.advance-run',
  )
}

/** Ends the runs that are under way of a workflow: it was turned off, or enrolls in another way (W-RUN-1). */
export async function cancelRuns(tx: Transaction, workflowId: number): Promise<void> {
  await tx.execute(
    sql`
      UPDATE schedule_runs SET state = 'CANCELLED', cursor = NULL, finished_at = clock_timestamp()
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND state = 'RUNNING'`,
    'schedules.cancel-runs',
  )
}
