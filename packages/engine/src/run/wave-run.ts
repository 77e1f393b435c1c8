import type { Detail, Effect, KnownOutcomeCode } from '@millrace/actions'
import type { Step } from '@millrace/definitions'
import type { ClaimedEnrollment, EndReason, EndState, LogOutcome, LogRow } from '@millrace/store'
import type { Wave, WaveResult } from './wave.js'
import type { Held, Standing, WaveMember } from './wave-member.js'

type Group = readonly [step: Step, members: readonly WaveMember[]]

/** A wave on its way: who stands at which step, who comes next on each record, and what is to be settled. */
export class WaveRun implements WaveResult {
  readonly members: WaveMember[] = []
  readonly log: LogRow[] = []
  readonly effects: { member: WaveMember; effect: Effect; seq: number }[] = []
  readonly #groups = new Map<Step, WaveMember[]>()
  /** Members that this wave is done with. */
  readonly #stopped = new Set<WaveMember>()
  /** Enrollments of one record, first due first: each runs when the one before it has stopped. */
  readonly #lines = new Map<number, ClaimedEnrollment[]>()

  constructor(
    readonly wave: Wave,
    private readonly enter: (run: WaveRun, enrollment: ClaimedEnrollment) => void,
  ) {
    for (const enrollment of wave.enrollments) {
      const line = this.#lines.get(enrollment.recordId)
      if (line) line.push(enrollment)
      else this.#lines.set(enrollment.recordId, [enrollment])
    }
  }

  get leftBehind(): boolean {
    return this.members.length < this.wave.enrollments.length
  }

  start(): void {
    for (const recordId of this.#lines.keys()) this.#startNext(recordId)
  }

  /** Everyone who stands at one step, at the step that was reached first. */
  nextGroup(): Group | undefined {
    for (const group of this.#groups) {
      this.#groups.delete(group[0])
      return group
    }
    return undefined
  }

  /** Follows an edge: to a step, or, where it leads nowhere, out of the workflow as completed (A-FLW-14). */
  goTo(member: WaveMember, actionId: string | null): void {
    const step = actionId === null ? undefined : member.workflow.steps.get(actionId)
    if (!step) {
      this.end(member, 'completed', 'completed')
      return
    }
    member.actionId = step.actionId
    const group = this.#groups.get(step)
    if (group) group.push(member)
    else this.#groups.set(step, [member])
  }

  end(member: WaveMember, endState: EndState, reason: EndReason): void {
    this.#append(member, null, 'ended', reason, null, null)
    this.wave.movements.ended.add(member.enrollmentId)
    this.stop(member, { state: 'ended', endState, reason })
  }

  /**
   * Takes out whom a step of this wave expelled and who has stopped already: what it queued is not sent. Who is going still
   * is asked before its next step, who has not come in leaves as it comes.
   */
  letOutExpelled(): void {
    const { expelled } = this.wave.movements
    if (expelled.size === 0) return
    for (const member of this.#stopped) {
      const reason = expelled.get(member.enrollmentId)
      if (reason === undefined || member.standing.state === 'ended') continue
      removeFrom(this.effects, (left) => left.member === member)
      this.end(member, 'unenrolled', reason)
    }
  }

  /** Who was expelled leaves with this wave also where its time ended before the next step, or before their turn came. */
  bringInExpelled(): void {
    const { expelled } = this.wave.movements
    if (expelled.size === 0) return
    for (const member of this.members.filter((going) => !this.#stopped.has(going))) {
      const reason = expelled.get(member.enrollmentId)
      if (reason !== undefined) this.end(member, 'unenrolled', reason)
    }
    const members = new Set(this.members.map((member) => member.enrollmentId))
    for (const enrollment of this.wave.enrollments) {
      if (!expelled.has(enrollment.id) || members.has(enrollment.id)) continue
      removeFrom(this.#lines.get(enrollment.recordId) ?? [], (waiting) => waiting === enrollment)
      this.enter(this, enrollment)
    }
  }

  wait(member: WaveMember, until: number): void {
    member.passWait()
    this.stop(member, { state: 'time', until, since: this.wave.now })
  }

  /** W-SET-7: before its action. No wait of the workflow's own: it cuts no chain of causes (W-ENR-13). */
  hold(member: WaveMember, held: Held): void {
    const since = member.heldSince ?? this.wave.now
    member.held = held
    this.stop(member, { state: 'time', until: held.until, since })
  }

  await(member: WaveMember, until: number, awaited: readonly number[]): void {
    this.stop(member, { state: 'event', until, since: this.wave.now, awaited })
  }

  leave(member: WaveMember, step: Step, effect: Effect): void {
    const seq = this.#append(member, step, 'waiting', 'queued', null, null)
    this.effects.push({ member, effect, seq })
    this.stop(member, { state: 'effect' })
  }

  /** The wave is done with a member: whoever is next on its record may start. */
  stop(member: WaveMember, standing: Standing): void {
    member.standing = standing
    if (this.#stopped.has(member)) return
    this.#stopped.add(member)
    this.#startNext(member.record.id)
  }

  logStep(member: WaveMember, step: Step, outcome: LogOutcome, ended: LoggedEnd): void {
    this.#append(member, step, outcome, ended.code ?? null, ended.branch ?? null, ended.detail ?? null)
  }

  #append(
    member: WaveMember,
    step: Step | null,
    outcome: LogOutcome,
    code: KnownOutcomeCode | null,
    branch: string | null,
    detail: object | null,
  ): number {
    const seq = member.nextSeq()
    this.log.push({
      workflowId: member.workflow.workflowId,
      at: this.wave.now,
      enrollmentId: member.enrollmentId,
      seq,
      recordId: member.claimed.recordId,
      revisionId: member.workflow.revisionId,
      actionId: step?.actionId ?? null,
      actionType: step?.action.type ?? null,
      outcome,
      code,
      branch,
      detail,
    })
    return seq
  }

  #startNext(recordId: number): void {
    const next = this.#lines.get(recordId)?.shift()
    if (next) this.enter(this, next)
  }
}

function removeFrom<T>(list: T[], isOut: (item: T) => boolean): void {
  const at = list.findIndex(isOut)
  if (at >= 0) list.splice(at, 1)
}

export interface LoggedEnd {
  readonly code?: KnownOutcomeCode | undefined
  readonly branch?: string | undefined
  readonly detail?: Detail | undefined
}
