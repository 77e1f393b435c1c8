import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** What is known of one record in one workflow: whether it is inside, and whether it ever met the triggers before. */
export interface Standing {
  readonly workflowId: number
  readonly recordId: number
  /** The active enrollment, null when there is none. */
  readonly enrollmentId: number | null
  /** Where among the record's changes the active enrollment began; null when there is none. */
  readonly entered: Entered | null
  /** Enrolled before, or met the triggers when the workflow was turned on (W-ENR-3, W-PUB-13). */
  readonly known: boolean
  /** Epoch ms of the last time it entered, null: never. */
  readonly lastEnrolledAt: number | null
}

/** The record's version it came with; or, of whoever a build found, the epoch of the turn-on, however late it came by. */
export type Entered = { readonly version: number } | { readonly epoch: number }

interface Row extends Omit<Standing, 'entered'> {
  readonly version: number
  readonly epoch: number | null
}

/** Standings of locked records in some workflows; pairs of which nothing is known are left out. */
export async function readStandings(
  tx: Transaction,
  recordIds: readonly number[],
  workflowIds: readonly number[],
): Promise<Standing[]> {
  const rows = await tx.query<Row>(
    sql`
      SELECT w.workflow_id AS "workflowId", w.record_id AS "recordId", e.id AS "enrollmentId",
        CASE WHEN e.source->>'type' = 'EXISTING' THEN (
          SELECT p.epoch FROM publications p
          WHERE p.account_id = e.account_id AND p.workflow_id = e.workflow_id
            AND p.id = (e.source->>'publicationId')::bigint
        ) END AS epoch, e.entered_version AS version,
        w.enrollments > 0 OR w.met_at_turn_on AS known, w.last_enrolled_at AS "lastEnrolledAt"
      FROM workflow_records w
      LEFT JOIN enrollments e ON e.account_id = w.account_id AND e.record_id = w.record_id
        AND e.workflow_id = w.workflow_id AND e.ended_at IS NULL
      WHERE w.account_id = ${tx.accountId} AND w.record_id = ANY(${numberArray(recordIds)}::bigint[])
        AND w.workflow_id = ANY(${numberArray(workflowIds)}::bigint[])`,
    'segments.read-standings',
  )
  return rows.map(({ version, epoch, ...row }) => ({
    ...row,
    entered: row.enrollmentId === null ? null : epoch === null ? { version } : { epoch },
  }))
}
