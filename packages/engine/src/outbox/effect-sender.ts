import type { ClaimedEffect, Definitions, Transaction } from '@millrace/store'
import type { EffectOutcome } from './effect-outcome.js'

/** One effect, asked again and found fit to leave: sends it once. The signal ends it when its lease is lost. */
export type Send = (signal: AbortSignal) => Promise<EffectOutcome>

/** One kind of effect: what is asked again when its rows are taken, and how they leave. */
export interface EffectSender {
  /**
   * In the transaction of the claim, for effects whose enrollments still wait for them: for each, in order, how it is sent,
   * or how it ends without.
   */
  prepare(
    tx: Transaction,
    definitions: Definitions,
    effects: readonly ClaimedEffect[],
  ): Promise<readonly (Send | EffectOutcome)[]>
  /** Begins nothing any more: what has not begun ends at once, to be taken up by others. */
  stop(): void
  /** Nothing is in flight any more: closes its sockets. */
  close(): Promise<void>
}

/** Senders by kind of effect. */
export type EffectSenders = ReadonlyMap<string, EffectSender>
