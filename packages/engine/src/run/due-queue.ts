import type { Lane } from '@millrace/model'
import type { Claim, Mark } from '@millrace/store'

/**
 * Most records a wave locks. 250 hold their locks for about 35 ms; in bulk, where nobody waits for one of them, 1,000 cost a
 * fifth less CPU each (docs/decisions/0020).
 */
export const waveSize: Readonly<Record<Lane, number>> = { interactive: 250, timers: 250, bulk: 1000 }
const widest = 4_000
/** What commits late may stand this much before the mark (engine.md 4), ms. */
const overlap = 2_000
const fullLookEvery = 60_000
const overlappedLookEvery = 1_000
const beginning: Mark = { dueAt: 0, id: 0 }

/**
 * Where to look for due work in one account's lane, remembered between claims by one worker. Wrong memory costs time,
 * never work: every second a claim looks two seconds back, every minute at everything.
 */
export class DueQueue {
  readonly #size: number
  #mark = beginning
  #width: number
  #exact = false
  #fullLookAt = Number.NEGATIVE_INFINITY
  #overlappedLookAt = Number.NEGATIVE_INFINITY

  constructor(lane: Lane) {
    this.#size = waveSize[lane]
    this.#width = this.#size
  }

  /** `clock`: monotonic ms of this process; used for pacing only. */
  look(clock: number): { readonly mark: Mark; readonly width: number; readonly limit: number } {
    return { mark: this.#from(clock), width: this.#width, limit: this.#size }
  }

  #from(clock: number): Mark {
    if (clock - this.#fullLookAt >= fullLookEvery) {
      this.#fullLookAt = clock
      this.#overlappedLookAt = clock
      return beginning
    }
    // In a long queue only the first look of a second pays for the overlap.
    if (this.#exact && clock - this.#overlappedLookAt < overlappedLookEvery) return this.#mark
    this.#overlappedLookAt = clock
    return { dueAt: this.#mark.dueAt - overlap, id: 0 }
  }

  /** Several workers on one queue see each other's records locked: they look wider until each finds its own. */
  learn(claim: Claim, width: number): void {
    const full = claim.picked >= width
    const crowded = claim.firstSkipped !== null && claim.recordIds.length < this.#size / 2
    this.#exact = full
    this.#mark = claim.firstSkipped ?? (full && claim.last ? claim.last : { dueAt: claim.now, id: 0 })
    if (full && crowded) this.#width = Math.min(width * 2, widest)
    else if (claim.firstSkipped === null) this.#width = Math.max(Math.floor(width / 2), this.#size)
  }

  /** Some of what was claimed is still due, before the mark. */
  lookBack(): void {
    this.#mark = beginning
  }
}

const queues = new WeakMap<object, Map<string, DueQueue>>()

/** The memory one holder (an engine slot) has of an account's lane. */
export function dueQueueOf(holder: object, accountId: number, lane: Lane): DueQueue {
  const known = queues.get(holder) ?? new Map<string, DueQueue>()
  queues.set(holder, known)
  const key = `${accountId} ${lane}`
  const queue = known.get(key) ?? new DueQueue(lane)
  known.set(key, queue)
  return queue
}
