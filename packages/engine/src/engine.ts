// CONTRACT. What every part of the engine is handed: the database, who to wake, which worker and slot this is.
import type { Lane } from '@millrace/model'
import type { Database } from '@millrace/store'
import type { Faults } from './faults.js'
import type { Observer } from './observer.js'

export interface Engine {
  readonly db: Database
  readonly waker: Waker
  /** uuid of the worker process, as in the table `workers`. */
  readonly workerId: string
  /** Which of the worker's concurrent slots this is: one wave at a time each. */
  readonly slot: number
  readonly faults?: Faults
  readonly observer?: Observer
  /** How long a wave may run in memory, ms; absent: as engine.md 4 says. */
  readonly longestRun?: number
}

/** Tells whoever works that an account has work; called after commit, never inside a writing transaction. */
export interface Waker {
  /** `at` (epoch ms): when the work becomes due; absent: now. */
  wake(accountId: number, lane: Lane, at?: number): void
  close(): Promise<void>
}
