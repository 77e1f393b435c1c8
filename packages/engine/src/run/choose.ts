import type { ClaimedEnrollment } from '@millrace/store'

/** Suspected once: in batches of this many; twice: alone. Failing alone twice makes four (engine.md 4, poison). */
export const suspectBatch = 16
export const aloneFrom = 2
export const poisonedFrom = 4

export interface Choice {
  readonly running: readonly ClaimedEnrollment[]
  /** Failed alone twice: they run no more and wait for a person. */
  readonly poisoned: readonly ClaimedEnrollment[]
}

/** Who of those claimed runs in this wave. Suspects come first and among themselves, so that they can harm nobody else. */
export function choose(claimed: readonly ClaimedEnrollment[], alone: number): Choice {
  const byDue = [...claimed].sort((a, b) => a.dueAt - b.dueAt || a.id - b.id)
  const suspects = byDue.filter(({ suspicion }) => suspicion > 0)
  if (suspects.length === 0) return { running: byDue, poisoned: [] }
  const poisoned = suspects.filter(({ suspicion }) => suspicion >= poisonedFrom)
  if (poisoned.length > 0) return { running: [], poisoned }
  const single = suspects.find(({ suspicion }) => suspicion >= alone)
  return { running: single ? [single] : suspects.slice(0, suspectBatch), poisoned: [] }
}
