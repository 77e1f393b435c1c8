import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { DueWork } from './due-work.js'

/**
 * Raises the hint of a lane in which nothing was found to the moment something becomes due: the next timer, the next flip
 * of a clock condition, the next run of a schedule, the next workflow that turns itself off, at once where something is left
 * that another worker holds, or never. Somebody who woke the lane in between has moved the hint, and then it stays.
 */
export async function raiseWork(tx: Transaction, { lane, seen }: DueWork): Promise<void> {
  await tx.execute(
    sql`
      UPDATE account_work SET ready_at = coalesce(least(
        (SELECT min(due_at) FROM enrollments
         WHERE account_id = ${tx.accountId} AND lane = ${lane} AND due_at IS NOT NULL),
        (SELECT min(next_run_at) FROM workflow_schedules WHERE account_id = ${tx.accountId} AND ${lane} = 'timers'),
        (SELECT min(due_at) FROM clock_wakeups WHERE account_id = ${tx.accountId} AND ${lane} = 'timers'),
        (SELECT min(turn_off_at) FROM workflows
         WHERE account_id = ${tx.accountId} AND turn_off_at IS NOT NULL AND is_enabled AND ${lane} = 'timers'),
        (SELECT clock_timestamp() FROM (
           SELECT FROM pending_changes WHERE account_id = ${tx.accountId} AND lane = ${lane}
           UNION ALL SELECT FROM pending_events WHERE account_id = ${tx.accountId} AND lane = ${lane}
           UNION ALL SELECT FROM pending_fanout WHERE account_id = ${tx.accountId} AND ${lane} = 'bulk'
           UNION ALL SELECT FROM publications
             WHERE account_id = ${tx.accountId} AND state = 'RUNNING' AND ${lane} = 'bulk'
           UNION ALL SELECT FROM schedule_runs
             WHERE account_id = ${tx.accountId} AND state = 'RUNNING' AND ${lane} = 'bulk'
           UNION ALL SELECT FROM list_builds
             WHERE account_id = ${tx.accountId} AND ${lane} = 'bulk'
               AND (run_id IS NULL OR moved_at < clock_timestamp() - interval '30 seconds')
         ) AS left_over LIMIT 1)), 'infinity')
      WHERE account_id = ${tx.accountId} AND lane = ${lane} AND ready_at = ${seen}::timestamptz`,
    'work.raise',
  )
}
