import { definitionsOf, lockRecords, pickDueWakeups, readClock } from '@millrace/store'
import type { Engine } from '../engine.js'
import { idle, type Progress } from '../progress.js'
import { evaluateLooks } from './evaluate-looks.js'

const mostRecords = 500

/** Looks at records for which a condition on the clock may have flipped, in the timers lane (W-FLS-3). */
export async function evaluateByClock(engine: Engine, accountId: number): Promise<Progress> {
  const { progress, entered } = await engine.db.withAccount(accountId, 'shared', async (tx) => {
    const due = await pickDueWakeups(tx, mostRecords)
    if (due.length === 0) return { progress: idle, entered: [] }
    const locked = await lockRecords(tx, due, { skipLocked: true })
    const now = await readClock(tx)
    const asked = { changes: [], events: [], lane: 'timers', chain: [] } as const
    const looks = locked.map((recordId) => ({ recordId, ...asked }))
    const entered = await evaluateLooks(tx, await definitionsOf(tx), looks, now)
    const more = due.length === mostRecords && locked.length > 0
    return { progress: { claimed: locked.length, more, nextAt: null }, entered }
  })
  for (const lane of entered) engine.waker.wake(accountId, lane)
  return progress
}
