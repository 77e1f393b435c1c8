import { type ClaimedEnrollment, LostLock, lockRecords, raiseSuspicion, StaleWave } from '@millrace/store'
import type { Engine } from '../engine.js'
import { isServerTrouble } from '../server-trouble.js'
import { PortFailure, Postponed } from './wave.js'

/** True when a wave failed because of what was in it, so that running it again would fail again. */
export function isOwnFault(error: unknown): boolean {
  const cause = error instanceof PortFailure ? error.cause : error
  // Put off too late to go without: the record it needed will be free.
  const passes = cause instanceof StaleWave || cause instanceof LostLock || cause instanceof Postponed
  return !passes && !isServerTrouble(cause)
}

/**
 * The members of a wave that failed by its own fault are suspect, as if their worker had died: smaller waves next time,
 * until whoever it is stands alone (engine.md 4, poison).
 */
export async function suspect(
  { db }: Engine,
  accountId: number,
  members: readonly ClaimedEnrollment[],
): Promise<void> {
  if (members.length === 0) return
  await db.withAccount(accountId, 'shared', async (tx) => {
    await lockRecords(tx, [...new Set(members.map(({ recordId }) => recordId))])
    await raiseSuspicion(
      tx,
      members.map(({ id }) => id),
    )
  })
}
