import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface StartingRun {
  readonly workflowId: number
  readonly objectTypeId: string
  /** Epoch ms. */
  readonly scheduledFor: number
  /** Too late to run (W-SCH-19): only kept. */
  readonly missed: boolean
}

/**
 * Begins runs, or notes that they were missed. Who is asked is drawn by the greatest record id there is; an object type
 * without records has nobody to ask.
 */
export async function startRuns(tx: Transaction, runs: readonly StartingRun[]): Promise<void> {
  if (runs.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO schedule_runs (account_id, workflow_id, scheduled_for, state, cursor, last_record_id, finished_at)
      SELECT ${tx.accountId}, s.workflow_id, to_timestamp(s.ms / 1000.0),
        CASE WHEN s.missed = 1 THEN 'MISSED' WHEN line.last = 0 THEN 'COMPLETE' ELSE 'RUNNING' END,
        CASE WHEN s.missed = 0 AND line.last > 0 THEN 0 END, line.last,
        CASE WHEN s.missed = 1 OR line.last = 0 THEN clock_timestamp() END
      FROM unnest(${numberArray(runs.map((run) => run.workflowId))}::bigint[],
        ${textArray(runs.map((run) => run.objectTypeId))}::text[],
        ${numberArray(runs.map((run) => run.scheduledFor))}::float8[],
        ${numberArray(runs.map((run) => (run.missed ? 1 : 0)))}::int[]) AS s(workflow_id, object_type_id, ms, missed)
      CROSS JOIN LATERAL (
        SELECT coalesce(max(r.id), 0) AS last FROM records r
        WHERE r.account_id = ${tx.accountId} AND r.object_type_id = s.object_type_id AND s.missed = 0
      ) AS line
      ORDER BY s.workflow_id, s.ms
      ON CONFLICT (account_id, workflow_id, scheduled_for) DO NOTHING`,
    'schedules.start-runs',
  )
}
