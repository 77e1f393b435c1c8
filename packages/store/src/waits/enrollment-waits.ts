// Enrollments that wait for others they made to end (A-FLW-10). Rows are locked in the order of what is awaited, after
// enrollments.
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EndState } from '../enrollments/enrollment-context.js'

export interface EnrollmentWait {
  readonly awaitedId: number
  readonly waitingId: number
  readonly actionId: string
  readonly visit: number
  /** Of the enrollment that waits. */
  readonly recordId: number
}

/** Made in this very transaction, the awaited may have ended in it as well: their rows say so from the beginning. */
export async function insertWaits(tx: Transaction, waits: readonly EnrollmentWait[]): Promise<void> {
  await tx.execute(
    sql`INSERT INTO enrollment_waits (account_id, awaited_id, waiting_id, action_id, visit, record_id, end_state)
      SELECT ${tx.accountId}, n.awaited_id, n.waiting_id, n.action_id, n.visit, n.record_id, e.end_state
      FROM unnest(
        ${numberArray(waits.map((wait) => wait.awaitedId))}::bigint[],
        ${numberArray(waits.map((wait) => wait.waitingId))}::bigint[],
        ${textArray(waits.map((wait) => wait.actionId))}::text[],
        ${numberArray(waits.map((wait) => wait.visit))}::int[],
        ${numberArray(waits.map((wait) => wait.recordId))}::bigint[]
      ) AS n(awaited_id, waiting_id, action_id, visit, record_id)
      CROSS JOIN LATERAL (
        SELECT end_state FROM enrollments WHERE account_id = ${tx.accountId} AND id = n.awaited_id OFFSET 0
      ) AS e
      ORDER BY n.awaited_id`,
    'waits.insert',
  )
}

/** Says of enrollments that this transaction has ended how they ended. True where somebody waits for one of them. */
export async function noteEnds(tx: Transaction, enrollmentIds: readonly number[]): Promise<boolean> {
  if (enrollmentIds.length === 0) return false
  const noted = await tx.execute(
    sql`WITH held AS (
      SELECT awaited_id FROM enrollment_waits
      WHERE account_id = ${tx.accountId} AND awaited_id = ANY (${numberArray(enrollmentIds)}::bigint[])
      ORDER BY awaited_id FOR NO KEY UPDATE
    )
    UPDATE enrollment_waits w SET end_state = e.end_state
    FROM held, LATERAL (
      SELECT end_state FROM enrollments WHERE account_id = ${tx.accountId} AND id = held.awaited_id OFFSET 0
    ) AS e
    WHERE w.account_id = ${tx.accountId} AND w.awaited_id = held.awaited_id`,
    'waits.note-ends',
  )
  return noted > 0
}

/** Enrollments of these records are about to be erased, those inside too: nobody will hear of them again. */
export async function noteErased(tx: Transaction, recordIds: readonly number[]): Promise<void> {
  await tx.execute(
    sql`WITH held AS (
      SELECT w.awaited_id FROM enrollments e
      JOIN enrollment_waits w ON w.account_id = e.account_id AND w.awaited_id = e.id
      WHERE e.account_id = ${tx.accountId} AND e.record_id = ANY (${numberArray(recordIds)}::bigint[]) AND e.ended_at IS NULL
      ORDER BY w.awaited_id FOR NO KEY UPDATE OF w
    )
    UPDATE enrollment_waits w SET end_state = 'unenrolled'
    FROM held WHERE w.account_id = ${tx.accountId} AND w.awaited_id = held.awaited_id`,
    'waits.note-erased',
  )
}

/** How what these enrollments wait for has ended, null while it goes on; those that wait for none are left out. */
export async function readAwaited(
  tx: Transaction,
  waitingIds: readonly number[],
): Promise<ReadonlyMap<number, readonly (EndState | null)[]>> {
  const rows = await tx.query<{ waitingId: number; ends: readonly (EndState | null)[] }>(
    sql`SELECT waiting_id AS "waitingId", jsonb_agg(end_state ORDER BY awaited_id) AS ends FROM enrollment_waits
      WHERE account_id = ${tx.accountId} AND waiting_id = ANY (${numberArray(waitingIds)}::bigint[])
      GROUP BY waiting_id`,
    'waits.read-awaited',
  )
  return new Map(rows.map(({ waitingId, ends }) => [waitingId, ends]))
}

/** Enrollments that wait no more. */
export async function deleteWaits(tx: Transaction, waitingIds: readonly number[]): Promise<void> {
  await tx.execute(
    sql`WITH held AS (
      SELECT awaited_id FROM enrollment_waits
      WHERE account_id = ${tx.accountId} AND waiting_id = ANY (${numberArray(waitingIds)}::bigint[])
      ORDER BY awaited_id FOR UPDATE
    )
    DELETE FROM enrollment_waits w USING held
    WHERE w.account_id = ${tx.accountId} AND w.awaited_id = held.awaited_id`,
    'waits.delete',
  )
}
