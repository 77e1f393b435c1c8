import { startOfDay } from '@millrace/model'
import type { LiveWorkflow, StoredRecord, Wakeup } from '@millrace/store'

/** Flips at midnight are spread over this many ms, by record (W-FLS-4). */
const midnightSpread = 15 * 60_000

/** The earliest moment at which a condition on the clock may flip for a record. */
export function nextWakeup(record: StoredRecord, onClock: readonly LiveWorkflow[], now: number): Wakeup {
  let dueAt: number | null = null
  for (const { compiled } of onClock) {
    const { trigger, goal, suppression, timeZone } = compiled
    for (const filter of [trigger.kind === 'filter' ? trigger.filter : null, goal, suppression]) {
      if (!filter?.reads.clock) continue
      const flip = filter.nextFlip(record, now)
      if (flip === null || !Number.isFinite(flip)) continue
      const due = spread(flip, timeZone, record.id)
      if (dueAt === null || due < dueAt) dueAt = due
    }
  }
  return { recordId: record.id, dueAt }
}

/** Midnight is everybody's flip at once; any other instant belongs to its record alone. */
function spread(flip: number, timeZone: string, recordId: number): number {
  if (startOfDay(timeZone, flip) !== flip) return flip
  // Knuth's multiplicative hash: neighbours by id land far apart, and a retry lands where it did before.
  return flip + ((Math.imul(recordId, 2654435761) >>> 0) % midnightSpread)
}
