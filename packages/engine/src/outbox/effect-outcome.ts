import type { Detail, KnownOutcomeCode, Outputs } from '@millrace/actions'
import type { ClaimedEffect, EndReason, SettledSend } from '@millrace/store'

/** How one attempt at an effect ended: a closed value. `sends`: how each e-mail of it ended. */
export type EffectOutcome =
  | {
      readonly kind: 'succeeded'
      readonly outputs: Outputs
      readonly detail: Detail
      readonly sends?: readonly SettledSend[]
    }
  | {
      readonly kind: 'failed'
      readonly code: KnownOutcomeCode
      readonly outputs: Outputs
      readonly detail: Detail
      readonly sends?: readonly SettledSend[]
    }
  | { readonly kind: 'skipped'; readonly code: KnownOutcomeCode; readonly detail?: Detail }
  /** `afterMs`: what the receiver asked for; `atOnce`: the attempt itself was lost, there is nothing to wait for. */
  | {
      readonly kind: 'retry'
      readonly code: KnownOutcomeCode
      readonly afterMs: number | null
      readonly atOnce?: boolean
      readonly outputs: Outputs
      readonly detail: Detail
      readonly sends?: readonly SettledSend[]
      /** How the step ends when it is not tried again; absent: failed. */
      readonly atLast?: EffectOutcome
    }
  /** The other side holds the record until it reports back or the moment comes, epoch ms. */
  | { readonly kind: 'blocked'; readonly until: number; readonly detail: Detail }
  /** Nobody knows whether it happened, and it must not be repeated: ends the step (engine.md 5). */
  | { readonly kind: 'in_doubt'; readonly detail: Detail; readonly sends?: readonly SettledSend[] }
  /** A guard that was asked again when the row was taken: the enrollment leaves, nothing is sent. */
  | { readonly kind: 'left'; readonly reason: EndReason }
  /** The enrollment had left already: the row goes without a word. */
  | { readonly kind: 'dropped' }

export interface EffectAnswer {
  readonly effect: ClaimedEffect
  readonly outcome: EffectOutcome
}
