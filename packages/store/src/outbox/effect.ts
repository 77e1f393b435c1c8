import type { Chain, Lane } from '@millrace/model'

/** An effect about to leave the database (engine.md 5). */
export interface EffectRow {
  /** `effectId` of account, enrollment, action, visit: the same at every attempt. */
  readonly effectId: string
  /** Which sender takes it: `webhook`, `email` … */
  readonly kind: string
  /** One destination host or mailbox. */
  readonly lane: string
  readonly repeatSafe: boolean
  readonly workflowId: number
  readonly enrollmentId: number
  readonly recordId: number
  readonly revisionId: number
  readonly actionId: string
  /** As the log names it: `0-4`, `WEBHOOK`. */
  readonly actionType: string
  readonly visit: number
  /** The enrollment's sequence number when it left. */
  readonly seq: number
  readonly request: object
}

/** An effect that this process holds a lease on. Times in epoch ms. */
export interface ClaimedEffect extends EffectRow {
  /** This attempt included: 1, 2, … */
  readonly attempt: number
  readonly firstAttemptAt: number
  /** The issue whose resolution sends it again; 0 for a step's own effect, which its enrollment waits for. */
  readonly resendIssueId: number
}

/** One batch: effects of one lane under one lease. */
export interface EffectBatch {
  readonly accountId: number
  readonly leaseId: string
  readonly lane: string
  readonly effects: readonly ClaimedEffect[]
}

/** Where the enrollment of an effect stands, locked. */
export interface EffectEnrollment {
  readonly id: number
  readonly workflowId: number
  readonly recordId: number
  readonly revisionId: number
  readonly state: 'ready' | 'time' | 'event' | 'effect' | 'person' | 'ended'
  readonly actionId: string | null
  readonly seq: number
  readonly lane: Lane
  readonly waitingSince: number | null
  readonly chain: Chain
  readonly context: Readonly<Record<string, unknown>> | null
}
