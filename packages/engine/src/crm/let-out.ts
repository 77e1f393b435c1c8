import type { EndingEnrollment } from '@millrace/store'
import { leave } from '../leave/leave.js'
import type { WaveScope } from './wave-scope.js'

/**
 * Ends enrollments of records this wave has locked. Those it runs itself are only marked: their rows are settled with the
 * wave, which would find them changed otherwise.
 */
export async function letOut(
  { tx, definitions, work, movements, enrollments }: WaveScope,
  rows: readonly EndingEnrollment[],
): Promise<void> {
  const own = new Set(enrollments.map(({ id }) => id))
  for (const { enrollmentId, reason } of rows)
    if (own.has(enrollmentId)) movements.expelled.set(enrollmentId, reason)
  const others = rows.filter(({ enrollmentId }) => !own.has(enrollmentId))
  if (await leave(tx, definitions, others, work.now)) movements.released = true
}
