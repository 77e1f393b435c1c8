import sql, { raw } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { WorkflowSchedule } from './write-schedules.js'

const columns = raw(
  'workflow_id AS "workflowId", reckoned_from AS "reckonedFrom", next_run_at AS "nextRunAt"',
)

/** Every schedule of the account. */
export function readSchedules(tx: Transaction): Promise<WorkflowSchedule[]> {
  return tx.query<WorkflowSchedule>(
    sql`SELECT ${columns} FROM workflow_schedules WHERE account_id = ${tx.accountId} ORDER BY workflow_id`,
    'schedules.read',
  )
}

export async function readSchedule(
  tx: Transaction,
  workflowId: number,
): Promise<WorkflowSchedule | undefined> {
  const [row] = await tx.query<WorkflowSchedule>(
    sql`SELECT ${columns} FROM workflow_schedules WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId}`,
    'schedules.read-one',
  )
  return row
}

/**
 * Schedules that are due and that nobody else begins at this moment. They are locked before any record, against the order of
 * everything else; that is safe because whoever else writes them holds the account's lock exclusively, or begins as well.
 */
export function claimDueSchedules(tx: Transaction, limit: number): Promise<WorkflowSchedule[]> {
  return tx.query<WorkflowSchedule>(
    sql`
      SELECT ${columns} FROM workflow_schedules
      WHERE account_id = ${tx.accountId} AND next_run_at <= clock_timestamp()
      ORDER BY next_run_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`,
    'schedules.claim-due',
  )
}
