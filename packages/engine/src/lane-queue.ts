import type { Lane } from '@millrace/model'

/** Lanes in the order they are served; the last waits behind the first, but not for ever. */
const order = ['interactive', 'timers', 'bulk'] as const satisfies readonly Lane[]

/** After this many turns in a row for earlier lanes a later one that waits gets one. */
const patience = 8

export interface Turn {
  readonly accountId: number
  readonly lane: Lane
}

interface Waiting extends Turn {
  /** Slots that may still take a turn at it before somebody looks how much there is. */
  turns: number
  /** Work it has had so far, ms: the account with the least is next. */
  served: number
  /** Not before this moment of the process's clock. */
  notBefore: number
}

/**
 * Which account and lane is worked on next. Within a lane accounts take turns by the time they have had (a large account
 * cannot push a small one aside); between lanes *interactive* goes first, and the others are never starved (engine.md 4).
 */
export class LaneQueue {
  readonly #lanes = new Map<Lane, Map<number, Waiting>>(order.map((lane) => [lane, new Map()]))
  /** Where each lane's fair share has come to: whoever comes back begins there, without credit for its absence. */
  readonly #reached = new Map<Lane, number>()
  readonly #passedOver = new Map<Lane, number>()

  /** There is work. `turns`: how many slots may go at it side by side. */
  add(accountId: number, lane: Lane, turns = 1): void {
    const waiting = this.#entry(accountId, lane)
    if (waiting.turns === 0) waiting.served = Math.max(waiting.served, this.#reached.get(lane) ?? 0)
    waiting.turns = Math.max(waiting.turns, turns)
  }

  /** Nothing is taken from this account and lane before the moment. */
  pause(accountId: number, lane: Lane, until: number): void {
    this.#entry(accountId, lane).notBefore = until
  }

  take(now: number): Turn | undefined {
    for (const lane of this.#lanesInOrder(now)) {
      const turn = this.takeIn(lane, now)
      if (turn) return turn
    }
    return undefined
  }

  takeIn(lane: Lane, now: number): Turn | undefined {
    const next = this.#next(lane, now)
    if (!next) return undefined
    next.turns--
    this.#reached.set(lane, next.served)
    this.#remember(lane, now)
    return { accountId: next.accountId, lane }
  }

  /** Whether work of an earlier lane waits. */
  waitsBefore(lane: Lane, now: number): boolean {
    return order.slice(0, order.indexOf(lane)).some((earlier) => this.#next(earlier, now) !== undefined)
  }

  /** Accounts for the time a turn took. */
  charge({ accountId, lane }: Turn, ms: number): void {
    this.#entry(accountId, lane).served += ms
  }

  /** The first moment at which something paused may be taken; null when nothing waits for time. */
  nextPaused(now: number): number | null {
    let next: number | null = null
    for (const accounts of this.#lanes.values()) {
      for (const { turns, notBefore } of accounts.values()) {
        if (turns > 0 && notBefore > now && (next === null || notBefore < next)) next = notBefore
      }
    }
    return next
  }

  #lanesInOrder(now: number): readonly Lane[] {
    const starved = order.find(
      (lane) => (this.#passedOver.get(lane) ?? 0) >= patience && this.#next(lane, now),
    )
    return starved ? [starved, ...order.filter((lane) => lane !== starved)] : order
  }

  #remember(taken: Lane, now: number): void {
    for (const lane of order) {
      const waits = lane !== taken && this.#next(lane, now) !== undefined
      this.#passedOver.set(lane, waits ? (this.#passedOver.get(lane) ?? 0) + 1 : 0)
    }
  }

  #next(lane: Lane, now: number): Waiting | undefined {
    let least: Waiting | undefined
    for (const waiting of this.#lanes.get(lane)?.values() ?? []) {
      if (waiting.turns === 0 || waiting.notBefore > now) continue
      if (!least || waiting.served < least.served) least = waiting
    }
    return least
  }

  #entry(accountId: number, lane: Lane): Waiting {
    const accounts = this.#lanes.get(lane)
    if (!accounts) throw new RangeError(`no such lane: ${lane}`)
    let waiting = accounts.get(accountId)
    if (!waiting) {
      waiting = { accountId, lane, turns: 0, served: 0, notBefore: 0 }
      accounts.set(accountId, waiting)
    }
    return waiting
  }
}
