// The worker's loop: slots take turns at accounts and lanes, and nothing is ever polled faster than it is worth.
import { type Lane, lanes } from '@millrace/model'
import { LaneQueue, type Turn } from './lane-queue.js'
import type { Progress } from './progress.js'
import { isServerTrouble } from './server-trouble.js'

/**
 * One turn at an account and lane, in a slot; it may throw, and then the pair pauses. `yields`: an earlier lane waits, so a
 * turn of several parts should stop after this one.
 */
export type TakeTurn = (turn: Turn, slot: number, yields: () => boolean) => Promise<Progress>

export interface LoopEvents {
  /** Nothing more was found in this turn's lane. */
  readonly exhausted: (turn: Turn) => Promise<void>
  readonly failed: (error: unknown, turn: Turn) => void
}

const longestPause = 30_000
const longestServerPause = 2_000

/**
 * Whoever makes work says so; the look that finds that nothing is left comes this much after the last work, ms. At once, each
 * batch of writes would cost two looks instead of one (measured: a third of what a worker does beside 4,000 creations/s).
 */
const lastLook = 50

/** After work that somebody waits for, the spare slots stay out of its way this long, ms. */
const keepAway = 1_000

export interface Slots {
  /** Take turns in every lane. */
  readonly count: number
  /**
   * Take turns in the bulk lane only, and only while nothing is done in the others: a slot's server process rests while
   * this process thinks, and a spare one fills the gap; beside writes that somebody waits for it would take their CPU.
   */
  readonly spare: number
}

/** Runs turns in a number of slots side by side until it is closed. */
export class Loop {
  readonly #queue = new LaneQueue()
  readonly #slots: Slots
  readonly #takeTurn: TakeTurn
  readonly #events: LoopEvents
  readonly #failures = new Map<string, number>()
  readonly #later = new Set<NodeJS.Timeout>()
  readonly #lastLooks = new Set<string>()
  readonly #idle = new Set<() => void>()
  #running: Promise<void>[] = []
  #serverFailures = 0
  #serverAwayUntil = 0
  #keepAwayUntil = 0
  #closing = false

  constructor(slots: Slots, takeTurn: TakeTurn, events: LoopEvents) {
    this.#slots = slots
    this.#takeTurn = takeTurn
    this.#events = events
  }

  start(): void {
    const all = this.#slots.count + this.#slots.spare
    this.#running = Array.from({ length: all }, (_, slot) => this.#run(slot))
  }

  wake(accountId: number, lane: Lane): void {
    this.#queue.add(accountId, lane)
    this.#wakeIdle()
  }

  wakeAll(accountIds: readonly number[]): void {
    for (const accountId of accountIds) for (const lane of lanes) this.wake(accountId, lane)
  }

  /** Stops taking turns; resolves when those under way are done. */
  async close(): Promise<void> {
    this.#closing = true
    for (const timer of this.#later) clearTimeout(timer)
    for (const wake of this.#idle) wake()
    await Promise.all(this.#running)
  }

  async #run(slot: number): Promise<void> {
    while (!this.#closing) {
      const now = performance.now()
      const turn = now >= this.#serverAwayUntil ? this.#next(slot, now) : undefined
      if (turn) await this.#turn(turn, slot)
      else await this.#rest(now)
    }
  }

  #next(slot: number, now: number): Turn | undefined {
    if (slot < this.#slots.count) return this.#queue.take(now)
    return now < this.#keepAwayUntil ? undefined : this.#queue.takeIn('bulk', now)
  }

  async #turn(turn: Turn, slot: number): Promise<void> {
    const started = performance.now()
    try {
      const progress = await this.#takeTurn(turn, slot, () =>
        this.#queue.waitsBefore(turn.lane, performance.now()),
      )
      this.#succeeded(turn)
      if (turn.lane !== 'bulk' && progress.claimed > 0) this.#keepAwayUntil = performance.now() + keepAway
      this.#goOn(turn, progress)
      if (!progress.more && progress.nextAt === null && progress.claimed === 0)
        await this.#events.exhausted(turn)
    } catch (error) {
      this.#failed(error, turn)
    }
    this.#queue.charge(turn, performance.now() - started)
  }

  /** Where there is more, every slot may go at it; where something was done, one later look finds that nothing is left. */
  #goOn(turn: Turn, progress: Progress): void {
    const { accountId, lane } = turn
    if (progress.more) {
      this.#queue.add(accountId, lane, this.#slots.count + this.#slots.spare)
      this.#wakeIdle()
    } else if (progress.claimed > 0) this.#lookAgain(turn)
    const { nextAt } = progress
    if (nextAt !== null) this.#wakeIn(turn, Math.min(Math.max(nextAt - Date.now(), 5), 60_000))
  }

  #lookAgain(turn: Turn): void {
    const key = `${turn.accountId} ${turn.lane}`
    if (this.#lastLooks.has(key)) return
    this.#lastLooks.add(key)
    this.#wakeIn(turn, lastLook, () => this.#lastLooks.delete(key))
  }

  #wakeIn({ accountId, lane }: Turn, ms: number, before?: () => void): void {
    const timer = setTimeout(() => {
      this.#later.delete(timer)
      before?.()
      this.wake(accountId, lane)
    }, ms)
    this.#later.add(timer)
  }

  #succeeded({ accountId, lane }: Turn): void {
    this.#failures.delete(`${accountId} ${lane}`)
    this.#serverFailures = 0
  }

  /** A server that is away pauses every slot, a fault of one account's work only that account and lane. */
  #failed(error: unknown, turn: Turn): void {
    const now = performance.now()
    if (isServerTrouble(error)) {
      this.#serverFailures++
      this.#serverAwayUntil = now + pauseAfter(this.#serverFailures, longestServerPause)
    } else {
      const key = `${turn.accountId} ${turn.lane}`
      const failures = (this.#failures.get(key) ?? 0) + 1
      this.#failures.set(key, failures)
      this.#queue.pause(turn.accountId, turn.lane, now + pauseAfter(failures, longestPause))
    }
    this.#queue.add(turn.accountId, turn.lane)
    this.#events.failed(error, turn)
  }

  /** Until somebody wakes this slot, or the moment a pause is over. */
  #rest(now: number): Promise<void> {
    const pausedUntil = now < this.#serverAwayUntil ? this.#serverAwayUntil : this.#queue.nextPaused(now)
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#idle.delete(wake)
        resolve()
      }
      const timer = pausedUntil === null ? undefined : setTimeout(wake, Math.max(1, pausedUntil - now))
      this.#idle.add(wake)
    })
  }

  /** All of them: which turn is for whom shows when each looks. */
  #wakeIdle(): void {
    for (const wake of this.#idle) wake()
  }
}

function pauseAfter(failures: number, longest: number): number {
  return Math.min(longest, 50 * 2 ** Math.min(failures, 12)) * (0.5 + Math.random() / 2)
}
