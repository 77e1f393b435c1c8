import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { runColumns, type ScheduleRun } from './schedule-run.js'

/**
 * The oldest run nobody else is at. It is locked before the records of its chunk, against the order of everything else; that
 * is safe because whoever cancels it holds the account's lock exclusively, when nobody is at it.
 */
export async function claimRun(tx: Transaction): Promise<ScheduleRun | undefined> {
  const [row] = await tx.query<ScheduleRun>(
    sql`
      SELECT ${runColumns} FROM schedule_runs
      WHERE account_id = ${tx.accountId} AND state = 'RUNNING' ORDER BY scheduled_for, workflow_id LIMIT 1
      FOR NO KEY UPDATE SKIP LOCKED`,
    'schedules.claim-run',
  )
  return row
}
