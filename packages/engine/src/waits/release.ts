import { lockEnrollments, lockRecords, pickReleasing, readClock, releaseWaiting } from '@millrace/store'
import type { Engine } from '../engine.js'
import { idle, type Progress } from '../progress.js'

/** Ended enrollments looked at in one transaction. */
const mostLookedAt = 1_000

/**
 * Lets enrollments go on whose awaited ones have all ended (A-FLW-10). Whoever ended those could not do it: it held locks
 * that come after these. The wave that claims them reads how it went.
 */
export async function release(engine: Engine, accountId: number): Promise<Progress> {
  return engine.db.withAccount(accountId, 'shared', async (tx) => {
    const found = await pickReleasing(tx, mostLookedAt)
    if (found.length === 0) return idle
    const ids = found.map(({ waitingId }) => waitingId)
    // One that was erased has no record any more.
    await lockRecords(tx, [...new Set(found.map(({ recordId }) => recordId))])
    await lockEnrollments(tx, ids)
    await releaseWaiting(tx, ids, await readClock(tx))
    return { claimed: found.length, more: found.length === mostLookedAt, nextAt: null }
  })
}
