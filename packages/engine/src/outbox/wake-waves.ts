import type { Engine } from '../engine.js'
import type { Settlement } from './plan-settlement.js'

/** After the commit: for those who go on, those who waited for their end, and what is tried again. */
export function wakeWaves(
  { waker }: Pick<Engine, 'waker'>,
  accountId: number,
  { enrollments, awaited, told, retryAt }: Settlement,
): void {
  for (const lane of new Set(enrollments.filter(({ state }) => state === 'ready').map(({ lane }) => lane)))
    waker.wake(accountId, lane)
  if (told) waker.wake(accountId, 'bulk')
  if (awaited.length > 0) waker.wake(accountId, 'timers')
  if (retryAt !== null) waker.wake(accountId, 'timers', retryAt)
}
