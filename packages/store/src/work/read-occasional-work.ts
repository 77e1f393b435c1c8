import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { schedulesAreFollowed } from '../schedules/followed.js'

/** Which of an account's occasional jobs have something to do. */
export interface OccasionalWork {
  /** Filters of others read a record that was written. */
  readonly fanout: boolean
  /** The users changed, and filters ask for them by what they are. */
  readonly users: boolean
  readonly moves: boolean
  readonly publications: boolean
  readonly retimings: boolean
  readonly lists: boolean
  /** A schedule is due, or schedules changed that nobody has reckoned yet. */
  readonly schedules: boolean
  /** A run of a schedule is under way. */
  readonly runs: boolean
  /** A condition on the clock is due. */
  readonly clock: boolean
  /** A workflow is to turn itself off. */
  readonly turnOffs: boolean
  /** Something ended that an enrollment waits for. */
  readonly ends: boolean
}

/** One look for all of them: each would cost a transaction of its own, which finds nothing nearly every time. */
export function readOccasionalWork(db: Database, accountId: number): Promise<OccasionalWork> {
  return db.withAccount(
    accountId,
    'read',
    async (tx) => {
      const [found] = await tx.query<Omit<OccasionalWork, 'moves'>>(
        sql`SELECT
          EXISTS (SELECT FROM pending_fanout WHERE account_id = ${accountId}) AS fanout,
          EXISTS (SELECT FROM user_looks WHERE account_id = ${accountId}) AS users,
          EXISTS (SELECT FROM publications WHERE account_id = ${accountId} AND state = 'RUNNING') AS publications,
          EXISTS (SELECT FROM revision_moves WHERE account_id = ${accountId} AND retime_cursor IS NOT NULL) AS retimings,
          EXISTS (SELECT FROM list_builds WHERE account_id = ${accountId}) AS lists,
          EXISTS (SELECT FROM workflow_schedules
            WHERE account_id = ${accountId} AND next_run_at <= clock_timestamp()) AS schedules,
          EXISTS (SELECT FROM schedule_runs WHERE account_id = ${accountId} AND state = 'RUNNING') AS runs,
          EXISTS (SELECT FROM clock_wakeups WHERE account_id = ${accountId} AND due_at <= clock_timestamp()) AS clock,
          EXISTS (
            SELECT FROM workflows
            WHERE account_id = ${accountId} AND turn_off_at <= clock_timestamp() AND is_enabled) AS "turnOffs",
          EXISTS (
            SELECT FROM enrollment_waits WHERE account_id = ${accountId} AND end_state IS NOT NULL AND NOT noted) AS ends`,
        'read-occasional-work',
      )
      if (!found) throw new Error('read-occasional-work answers one row')
      const definitions = await definitionsOf(tx)
      const schedules = found.schedules || !schedulesAreFollowed(definitions)
      return { ...found, schedules, moves: definitions.moving.size > 0 }
    },
    { ahead: true },
  )
}
