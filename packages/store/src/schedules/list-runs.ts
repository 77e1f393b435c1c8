import sql, { empty } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { runColumns, type ScheduleRun } from './schedule-run.js'

/** Runs of a workflow, newest first; `before`: scheduled before this moment, epoch ms. */
export function listRuns(
  tx: Transaction,
  {
    workflowId,
    limit,
    before,
  }: { readonly workflowId: number; readonly limit: number; readonly before?: number },
): Promise<ScheduleRun[]> {
  return tx.query<ScheduleRun>(sql`
    SELECT ${runColumns} FROM schedule_runs
    WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId}
      ${before === undefined ? empty : sql`AND scheduled_for < to_timestamp(${before} / 1000.0)`}
    ORDER BY account_id, workflow_id, scheduled_for DESC LIMIT ${limit}`)
}

/** Deletes runs that were over before a moment, epoch ms (M-RET-2). */
export async function deleteOldRuns(tx: Transaction, before: number): Promise<void> {
  await tx.execute(sql`
    DELETE FROM schedule_runs
    WHERE account_id = ${tx.accountId} AND finished_at < to_timestamp(${before} / 1000.0)`)
}
