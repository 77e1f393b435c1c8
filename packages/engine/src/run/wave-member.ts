import type { Member, Outputs } from '@millrace/actions'
import type { CompiledWorkflow } from '@millrace/definitions'
import type { CanonicalValue, Chain } from '@millrace/model'
import type { ClaimedEnrollment, EndReason, EndState, EnrollmentContext } from '@millrace/store'
import { chainFor } from './chain-of-causes.js'
import type { WorkingRecord } from './working-record.js'

/** Where a member stands when the wave is done with it. */
export type Standing =
  | { readonly state: 'ready' }
  | { readonly state: 'time'; readonly until: number; readonly since: number }
  | { readonly state: 'effect' }
  /** Until those have ended, or the moment comes. */
  | {
      readonly state: 'event'
      readonly until: number
      readonly since: number
      readonly awaited: readonly number[]
    }
  | { readonly state: 'person' }
  | { readonly state: 'ended'; readonly endState: EndState; readonly reason: EndReason }

/** Until when the windows of its workflow keep it before an action, and why. */
export type Held = NonNullable<EnrollmentContext['held']>

/** One enrollment going through one wave. */
export class WaveMember implements Member {
  readonly enrollmentId: number
  readonly workflowId: number
  standing: Standing = { state: 'ready' }
  actionId: string
  /** Log rows this wave wrote for it. */
  steps = 0
  /** The guards read something that was written, or were not asked yet in this wave (W-GOAL-3). */
  guardsDue = true
  /** W-UNE-2: it met the triggers when last asked; leaving them, not being outside, is what unenrolls (W-UNE-4). */
  metTriggers = false
  /** What the windows of its workflow were last asked about it said; null: they do not keep it. */
  held: Held | null
  #visits: Record<string, number>
  #outputs: Record<string, Outputs> | null
  #waited: boolean
  #chain: Chain | null = null

  constructor(
    readonly claimed: ClaimedEnrollment,
    readonly workflow: CompiledWorkflow,
    readonly record: WorkingRecord,
  ) {
    const { context }: { context: EnrollmentContext | null } = claimed
    this.enrollmentId = claimed.id
    this.workflowId = claimed.workflowId
    this.actionId = claimed.actionId
    this.#visits = { ...context?.visits }
    this.#outputs = context?.outputs ? { ...context.outputs } : null
    this.#waited = context?.waited ?? false
    this.held = context?.held ?? null
  }

  get visit(): number {
    return this.#visits[this.actionId] ?? 0
  }

  /** Since when the windows keep it where it stands, epoch ms; null: they do not. */
  get heldSince(): number | null {
    return this.held && this.claimed.waitingSince
  }

  arrive(): void {
    this.held = null
    this.#visits[this.actionId] = this.visit + 1
  }

  /** It was put off before the action ran: this was no visit. */
  turnBack(): void {
    this.#visits[this.actionId] = this.visit - 1
  }

  output(actionId: string, key: string): CanonicalValue | undefined {
    return this.#outputs?.[actionId]?.[key]
  }

  /** Of what it was enrolled by: a snapshot (W-ENG-7). An enrollment by filter or by hand has none. */
  eventProperty(eventTypeId: string, name: string): CanonicalValue | undefined {
    const event = this.claimed.context?.event
    return event?.eventTypeId === eventTypeId ? event.properties[name] : undefined
  }

  /** A-GEN-13: only the last visit counts, and an action that did not succeed has no outputs. */
  keepOutputs(outputs: Outputs | undefined): void {
    const kept = outputs && Object.keys(outputs).length > 0 ? outputs : undefined
    if (kept) this.#outputs = { ...this.#outputs, [this.actionId]: kept }
    else if (this.#outputs) delete this.#outputs[this.actionId]
  }

  /** Another enrollment waits for its end. */
  get isAwaited(): boolean {
    return this.claimed.context?.awaited ?? false
  }

  passWait(): void {
    this.#waited = true
    this.#chain = null
  }

  /** The chain of causes its writes carry; the same object for all of them, until it waits. */
  get chain(): Chain {
    this.#chain ??= chainFor(this.claimed, this.claimed.recordId, this.#waited)
    return this.#chain
  }

  /** Sequence number of its next log row: 0 was *enrolled*. */
  nextSeq(): number {
    this.steps += 1
    return this.claimed.seq + this.steps
  }

  /** What its row keeps, as JSON; an ended enrollment needs none of it. */
  context(): string | null {
    if (this.standing.state === 'ended') return null
    const event = this.claimed.context?.event
    return JSON.stringify({
      visits: this.#visits,
      ...(this.#outputs && { outputs: this.#outputs }),
      ...(this.#waited && { waited: true }),
      ...(this.isAwaited && { awaited: true }),
      ...(this.held && { held: this.held }),
      ...(event && { event }),
    } satisfies EnrollmentContext)
  }
}
