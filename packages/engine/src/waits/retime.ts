import { claimRetiming, lockRecords, pickRetiming, readClock, retime as retimePart } from '@millrace/store'
import type { Engine } from '../engine.js'
import { idle, type Progress } from '../progress.js'

/** Enrollments looked at in one transaction: most of them are woken by one statement over locked records. */
const mostLookedAt = 2_000

/**
 * After an edit of a delay: wakes the next part of those who wait there, who then reckon anew from when they came
 * (W-RUN-8 to 11). Resumable: the transaction stores how far it came. A timer that fires first reckons anew as well.
 */
export async function retime(engine: Engine, accountId: number): Promise<Progress> {
  const { progress, woken } = await engine.db.withAccount(accountId, 'shared', async (tx) => {
    const retiming = await claimRetiming(tx)
    if (!retiming) return { progress: idle, woken: 0 }
    const part = await pickRetiming(tx, retiming, mostLookedAt)
    await lockRecords(tx, [...new Set(part.recordIds)])
    const woken = await retimePart(tx, retiming, part, await readClock(tx))
    return { progress: { claimed: 1, more: true, nextAt: null }, woken }
  })
  if (woken > 0) engine.waker.wake(accountId, 'timers')
  return progress
}
