// Executions that wait for their app, and completions that overtook the answer they belong to (A-INT-17, A-INT-18).
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** One execution of an action by one enrollment. */
export interface Execution {
  readonly enrollmentId: number
  readonly actionId: string
  readonly visit: number
}

export interface CallbackRow extends Execution {
  readonly recordId: number
  /** Epoch ms. */
  readonly expiresAt: number
  /** Of a completion that came before the answer; null: it is waited for. */
  readonly outputs: object | null
}

/** Adds what is not there yet; the executions that were added. Their enrollments are locked by the caller. */
export async function insertCallbacks(tx: Transaction, rows: readonly CallbackRow[]): Promise<Execution[]> {
  if (rows.length === 0) return []
  return tx.query<Execution>(
    sql`INSERT INTO action_callbacks (account_id, enrollment_id, action_id, visit, record_id, expires_at, outputs)
      SELECT ${tx.accountId}, n.enrollment_id, n.action_id, n.visit, n.record_id, to_timestamp(n.expires_at / 1000.0), n.outputs
      FROM unnest(
        ${numberArray(rows.map((row) => row.enrollmentId))}::bigint[],
        ${textArray(rows.map((row) => row.actionId))}::text[],
        ${numberArray(rows.map((row) => row.visit))}::int[],
        ${numberArray(rows.map((row) => row.recordId))}::bigint[],
        ${numberArray(rows.map((row) => row.expiresAt))}::bigint[],
        ${textArray(rows.map((row) => (row.outputs === null ? null : JSON.stringify(row.outputs))))}::jsonb[]
      ) AS n(enrollment_id, action_id, visit, record_id, expires_at, outputs)
      ORDER BY n.enrollment_id, n.action_id, n.visit
      ON CONFLICT (account_id, enrollment_id, action_id, visit) DO NOTHING
      RETURNING enrollment_id AS "enrollmentId", action_id AS "actionId", visit`,
    'callbacks.insert',
  )
}

/** Deletes and returns the rows of these executions. Their enrollments are locked by the caller. */
export async function takeCallbacks(
  tx: Transaction,
  executions: readonly Execution[],
): Promise<(Execution & { readonly outputs: Readonly<Record<string, unknown>> | null })[]> {
  if (executions.length === 0) return []
  return tx.query(
    sql`DELETE FROM action_callbacks c USING unnest(
        ${numberArray(executions.map((execution) => execution.enrollmentId))}::bigint[],
        ${textArray(executions.map((execution) => execution.actionId))}::text[],
        ${numberArray(executions.map((execution) => execution.visit))}::int[]
      ) AS n(enrollment_id, action_id, visit)
      WHERE c.account_id = ${tx.accountId} AND c.enrollment_id = n.enrollment_id AND c.action_id = n.action_id
        AND c.visit = n.visit
      RETURNING c.enrollment_id AS "enrollmentId", c.action_id AS "actionId", c.visit, c.outputs`,
    'callbacks.take',
  )
}

/** Rows nobody will come for: their executions expired, or their enrollments left. */
export function purgeCallbacks(tx: Transaction, before: number): Promise<number> {
  return tx.execute(
    sql`DELETE FROM action_callbacks
      WHERE account_id = ${tx.accountId} AND expires_at < to_timestamp(${before}::float8 / 1000)`,
    'callbacks.purge',
  )
}

/** The records of these enrollments, to be locked before them. */
export async function recordsOfEnrollments(
  tx: Transaction,
  enrollmentIds: readonly number[],
): Promise<readonly number[]> {
  const rows = await tx.query<{ recordId: number }>(
    sql`SELECT DISTINCT record_id AS "recordId" FROM enrollments
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(enrollmentIds)}::bigint[])`,
    'callbacks.records-of-enrollments',
  )
  return rows.map(({ recordId }) => recordId)
}
