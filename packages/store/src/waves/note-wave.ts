import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Database } from '../database.js'

export interface WaveSlot {
  readonly workerId: string
  readonly slot: number
}

/**
 * Notes what this slot is about to run: a note whose worker is gone makes its members suspect. Committed by itself and
 * without waiting for the disk: it must survive the worker, not the server.
 */
export async function noteWave(
  db: Database,
  { workerId, slot }: WaveSlot,
  accountId: number,
  enrollmentIds: readonly number[],
): Promise<void> {
  await db.query(
    sql`INSERT INTO wave_notes (worker_id, slot, account_id, enrollment_ids, at)
      SELECT ${workerId}::uuid, ${slot}::smallint, ${accountId}::bigint, ${numberArray(enrollmentIds)}::bigint[], now()
      WHERE set_config('synchronous_commit', 'off', true) = 'off'
      ON CONFLICT (worker_id, slot) DO UPDATE
      SET account_id = excluded.account_id, enrollment_ids = excluded.enrollment_ids, at = excluded.at`,
    'note-wave',
  )
}

/** The slot is idle, or its wave ended in an answer: nobody is suspect. */
export async function forgetWave(db: Database, { workerId, slot }: WaveSlot): Promise<void> {
  await db.query(
    sql`DELETE FROM wave_notes WHERE worker_id = ${workerId}::uuid AND slot = ${slot}::smallint`,
    'forget-wave',
  )
}
