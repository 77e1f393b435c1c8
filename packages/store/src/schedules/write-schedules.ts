import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** When a workflow that is on runs next. */
export interface WorkflowSchedule {
  readonly workflowId: number
  /** Schedule and zone that the moment was reckoned from. */
  readonly reckonedFrom: string
  /** Epoch ms; null: there is no run any more. */
  readonly nextRunAt: number | null
}

/** Stores when workflows run next. */
export async function writeSchedules(tx: Transaction, schedules: readonly WorkflowSchedule[]): Promise<void> {
  if (schedules.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO workflow_schedules (account_id, workflow_id, reckoned_from, next_run_at)
      SELECT ${tx.accountId}, workflow_id, reckoned_from, to_timestamp(next_ms / 1000.0)
      FROM unnest(${numberArray(schedules.map((one) => one.workflowId))}::bigint[],
        ${textArray(schedules.map((one) => one.reckonedFrom))}::text[],
        ${numberArray(schedules.map((one) => one.nextRunAt))}::float8[]) AS s(workflow_id, reckoned_from, next_ms)
      ORDER BY workflow_id
      ON CONFLICT (account_id, workflow_id) DO UPDATE
        SET reckoned_from = excluded.reckoned_from, next_run_at = excluded.next_run_at`,
    'schedules.write',
  )
}

/** Forgets them: their workflows are off, or have another trigger. */
export async function deleteSchedules(tx: Transaction, workflowIds: readonly number[]): Promise<void> {
  if (workflowIds.length === 0) return
  await tx.execute(
    sql`
      DELETE FROM workflow_schedules
      WHERE account_id = ${tx.accountId} AND workflow_id = ANY (${numberArray(workflowIds)}::bigint[])`,
    'schedules.delete',
  )
}
