import type { Chain, Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, orNothing, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EnrollmentContext, EventSnapshot } from './enrollment-context.js'
import type { EnrollmentSource } from './enrollment-source.js'

export interface NewEnrollment {
  readonly workflowId: number
  readonly recordId: number
  /** Of the record as its enrollment finds it. */
  readonly recordVersion: number
  readonly revisionId: number
  /** Where it starts; null in an empty flow: it is completed as it enters. */
  readonly startActionId: string | null
  readonly lane: Lane
  readonly source: EnrollmentSource
  readonly chain: Chain
  /** Another enrollment waits for its end. */
  readonly awaited: boolean
  readonly event?: EventSnapshot
}

export interface EnteredEnrollment {
  readonly id: number
  readonly workflowId: number
  readonly recordId: number
}

/**
 * Enrollments of locked records and what their workflows remember of it. Whoever is inside already is left out: the
 * unique index of active enrollments decides (W-ENR-2).
 */
export async function insertEnrollments(
  tx: Transaction,
  rows: readonly NewEnrollment[],
  now: number,
): Promise<EnteredEnrollment[]> {
  if (rows.length === 0) return []
  return tx.query<EnteredEnrollment>(
    sql`WITH entered AS (
      INSERT INTO enrollments (account_id, workflow_id, record_id, revision_id, action_id, lane, source, chain,
        context, entered_version, enrolled_at, state, seq, due_at, ended_at, end_state, reason)
      SELECT ${tx.accountId}, n.workflow_id, n.record_id, n.revision_id, n.action_id, n.lane, n.source, n.chain,
        n.context, n.entered_version, moment.now, state.*
      FROM unnest(
        ${numberArray(rows.map((row) => row.workflowId))}::bigint[],
        ${numberArray(rows.map((row) => row.recordId))}::bigint[],
        ${numberArray(rows.map((row) => row.revisionId))}::int[],
        ${textArray(rows.map((row) => row.startActionId))}::text[],
        ${textArray(rows.map((row) => row.lane))}::text[],
        ${textArray(rows.map((row) => JSON.stringify(row.source)))}::jsonb[],
        ${textArray(rows.map((row) => JSON.stringify(row.chain)))}::jsonb[],
        ${orNothing(rows.map(contextOf), textArray)}::jsonb[],
        ${numberArray(rows.map((row) => row.recordVersion))}::int[]
      ) AS n(workflow_id, record_id, revision_id, action_id, lane, source, chain, context, entered_version)
      CROSS JOIN (SELECT to_timestamp(${now}::float8 / 1000) AS now) AS moment
      CROSS JOIN LATERAL (
        SELECT 'ready', 0, moment.now, NULL::timestamptz, NULL, NULL WHERE n.action_id IS NOT NULL
        UNION ALL
        SELECT 'ended', 1, NULL, moment.now, 'completed', 'completed' WHERE n.action_id IS NULL
      ) AS state
      ORDER BY n.record_id, n.workflow_id
      ON CONFLICT (account_id, record_id, workflow_id) WHERE ended_at IS NULL DO NOTHING
      RETURNING id, workflow_id, record_id, enrolled_at, ended_at
    ), remembered AS (
      INSERT INTO workflow_records AS w (account_id, workflow_id, record_id, enrollments, first_enrolled_at,
        last_enrolled_at, completed_at)
      SELECT ${tx.accountId}, workflow_id, record_id, 1, enrolled_at, enrolled_at, ended_at FROM entered
      ON CONFLICT (account_id, workflow_id, record_id) DO UPDATE SET
        enrollments = w.enrollments + 1,
        first_enrolled_at = coalesce(w.first_enrolled_at, excluded.first_enrolled_at),
        last_enrolled_at = excluded.last_enrolled_at,
        completed_at = coalesce(excluded.completed_at, w.completed_at)
    )
    SELECT id, workflow_id AS "workflowId", record_id AS "recordId" FROM entered`,
    'enrollments.insert',
  )
}

/** Who is completed as it enters needs no event any more. */
function contextOf({ awaited, startActionId, ...given }: NewEnrollment): string | null {
  const event = startActionId === null ? undefined : given.event
  if (!awaited && !event) return null
  return JSON.stringify({ ...(awaited && { awaited }), ...(event && { event }) } satisfies EnrollmentContext)
}
