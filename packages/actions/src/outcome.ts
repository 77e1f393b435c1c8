// CONTRACT. How a step ended, and what it sends out of the database.
import type { CanonicalValue } from '@millrace/model'
import type { KnownOutcomeCode } from './outcome-codes.js'

/** What an outgoing edge is called: `next`, a branch index as text (`0`, `1` …) or `default`. */
export type EdgeKey = string

export type OutcomeCode = KnownOutcomeCode

/** A closed value (M-LOGA-16): how one execution ended. */
export type Outcome =
  | {
      readonly kind: 'succeeded'
      readonly code?: OutcomeCode
      readonly outputs?: Outputs
      readonly detail?: Detail
    }
  | { readonly kind: 'skipped'; readonly code: OutcomeCode; readonly detail?: Detail }
  | {
      readonly kind: 'failed'
      readonly code: OutcomeCode
      readonly outputs?: Outputs
      readonly detail?: Detail
    }
  /** Takes one edge; `label` names it in the log (W-LOG-12, M-LOGA-10). */
  | { readonly kind: 'branched'; readonly edge: EdgeKey; readonly label: string; readonly detail?: Detail }
  /** Waits until the moment (epoch ms), then goes on along `next`. */
  | { readonly kind: 'waiting'; readonly until: number; readonly detail?: Detail }
  /** Waits until these enrollments, made by this step, have ended, but no longer than until the moment (A-FLW-10). */
  | {
      readonly kind: 'awaiting'
      readonly enrollmentIds: readonly number[]
      readonly until: number
      readonly detail?: Detail
    }
  /** Leaves the database: becomes an outbox row in the wave's transaction. */
  | { readonly kind: 'effect'; readonly effect: Effect }
  /** The enrollment ends here: as completed, or as taken out by the action itself (A-FLW-12). */
  | {
      readonly kind: 'ended'
      readonly code: OutcomeCode
      readonly unenrolled?: boolean
      readonly detail?: Detail
    }

/** How an awaited enrollment ended; null: it goes on still. */
export type AwaitedEnd = 'completed' | 'goal_met' | 'unenrolled' | 'failed' | null

export type Outputs = Readonly<Record<string, CanonicalValue>>
export type Detail = Readonly<Record<string, unknown>>

export interface Effect {
  /** Which sender takes it: `webhook`, `email` … */
  readonly kind: string
  /** One destination host, or what is mailed (`…@smtp`): a slow one blocks nobody else (engine.md 5). */
  readonly lane: string
  /** Whether sending twice with the same id is harmless; if not, an unclear end is *in doubt*. */
  readonly repeatSafe: boolean
  readonly request: Readonly<Record<string, unknown>>
}
