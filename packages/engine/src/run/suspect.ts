import type { ClaimedEnrollment } from '@millrace/store'
import { CommitUnknown, LostLock, lockRecords, raiseSuspicion, StaleWave } from '@millrace/store'
import type { Engine } from '../engine.js'

/** SQLSTATE classes that say something about a statement's data; all others are about the server or the moment. */
const dataErrors = /^(21|22|23|42|P0)/

/** True when a wave failed because of what was in it, so that running it again would fail again. */
export function isOwnFault(error: unknown): boolean {
  if (error instanceof CommitUnknown || error instanceof StaleWave || error instanceof LostLock) return false
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (typeof code !== 'string') return !(cause instanceof LostLock)
  // Codes of sockets (ECONNRESET) and SQLSTATEs are strings alike; a Problem's code is longer than both.
  return /^[0-9A-Z]{5}$/.test(code) ? dataErrors.test(code) : !code.startsWith('E')
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
  await db.withAccount(accountId, 'shared', async (tx) => {
    await lockRecords(tx, [...new Set(members.map(({ recordId }) => recordId))])
    await raiseSuspicion(
      tx,
      members.map(({ id }) => id),
    )
  })
}
