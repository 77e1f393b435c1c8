// The store's atomic operations in memory: each method is what one transaction of the real one does, no more and no less.
// contract.pg.test.ts runs the same commands against both and compares; without it this file would prove nothing.
import { interpret } from './interpret.js'
import {
  type Answer,
  type Effect,
  type EffectAnswer,
  type Enrollment,
  type LogRow,
  leaseMs,
  steps,
  type WaveRow,
} from './protocol.js'

const minute = 60_000

export class Twin {
  now = 0
  readonly enrollments = new Map<number, Enrollment>()
  /** The property that `increment` counts in, of each record. */
  readonly counters = new Map<number, number>()
  readonly log: LogRow[] = []
  /** Counter deltas: outcome → n. */
  readonly counted = new Map<string, number>()
  readonly outbox = new Map<string, Effect>()
  readonly leases = new Map<string, number>()
  inFlight = 0
  /** Records held by a transaction that has begun and not ended. */
  readonly #locks = new Map<number, string>()

  constructor(readonly mostInFlight: number) {}

  /** W-ENR: one active enrollment of a record, decided under the record's lock. */
  enroll(recordId: number): 'enrolled' | 'already_active' | 'previously_enrolled' {
    const earlier = [...this.enrollments.values()].filter((one) => one.recordId === recordId)
    if (earlier.some(({ state }) => state !== 'ended')) return 'already_active'
    if (earlier.length > 0) return 'previously_enrolled'
    this.insert(recordId)
    return 'enrolled'
  }

  insert(recordId: number): void {
    const id = this.enrollments.size + 1
    this.enrollments.set(id, {
      id,
      recordId,
      state: 'ready',
      step: 0,
      seq: 0,
      dueAt: this.now,
      endState: null,
    })
    this.append([{ enrollmentId: id, seq: 0, at: this.now, step: null, outcome: 'enrolled' }])
  }

  /** Due enrollments of records nobody holds; they are held until `release` or `settleWave`. */
  lockDue(holder: string, most = Number.POSITIVE_INFINITY): Enrollment[] {
    const due = this.due(this.now)
      .filter(({ recordId }) => !this.#locks.has(recordId))
      .slice(0, most)
    for (const { recordId } of due) this.#locks.set(recordId, holder)
    return due
  }

  due(now: number): Enrollment[] {
    return [...this.enrollments.values()]
      .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
      .map((one) => ({ ...one }))
  }

  isLocked(recordId: number): boolean {
    return this.#locks.has(recordId)
  }

  /** A connection ended: its locks go, nothing it did is kept. */
  release(holder: string): void {
    for (const [recordId, by] of this.#locks) if (by === holder) this.#locks.delete(recordId)
  }

  /** All of a wave or, when one of them is not where it began, nothing (StaleWave). */
  settleWave(rows: readonly WaveRow[], guarded = true, counts = true): boolean {
    const stale = rows.some(({ enrollmentId, expectedSeq }) => {
      const one = this.enrollments.get(enrollmentId)
      return one?.seq !== expectedSeq || one.state === 'ended'
    })
    if (stale && guarded) return false
    for (const row of rows) this.#apply(row, counts)
    return true
  }

  #apply({ enrollmentId, after, log, counter, effect }: WaveRow, counts: boolean): void {
    const one = this.enrollments.get(enrollmentId)
    if (!one) return
    Object.assign(one, after, { seq: one.seq + log.length })
    this.counters.set(one.recordId, counter)
    this.append(log, counts)
    if (effect) this.outbox.set(effect.id, { ...effect })
  }

  /** Claim, run, settle and commit of everything that is due. */
  advance(effectId: (enrollmentId: number, step: number) => string): number {
    const due = this.lockDue('advance')
    const rows = due.map((one) => interpret(one, this.counters.get(one.recordId) ?? 0, this.now, effectId))
    this.settleWave(rows)
    this.release('advance')
    return due.length
  }

  claimEffects(leaseId: string): Effect[] {
    const due = [...this.outbox.values()]
      .filter(({ state, nextAt }) => state !== 'in_flight' && nextAt <= this.now)
      .sort((a, b) => a.nextAt - b.nextAt)
      .slice(0, this.mostInFlight - this.inFlight)
    if (due.length === 0) return []
    for (const effect of due) {
      effect.state = 'in_flight'
      effect.leaseId = leaseId
      effect.attempt++
    }
    this.inFlight += due.length
    this.leases.set(leaseId, this.now + leaseMs)
    return due.map((effect) => ({ ...effect }))
  }

  renewLease(leaseId: string): boolean {
    if ((this.leases.get(leaseId) ?? Number.NEGATIVE_INFINITY) <= this.now) return false
    this.leases.set(leaseId, this.now + leaseMs)
    return true
  }

  /** Only the holder of the lease applies; a late answer is logged. `unsure`: an earlier try may have been kept. */
  settle(leaseId: string, answers: readonly EffectAnswer[], unsure = false, fenced = true): boolean {
    const held = this.leases.has(leaseId)
    if (held || !fenced) this.#applyAnswers(leaseId, answers, false, !fenced)
    else if (!unsure) for (const { effect } of answers) this.#logAfter(effect, 'retrying')
    return held
  }

  /** One lease that ran out is taken over: what it held goes again at once, under the same id. */
  recoverLease(): boolean {
    const expired = [...this.leases].filter(([, at]) => at <= this.now).sort((a, b) => a[1] - b[1])[0]
    if (!expired) return false
    const held = [...this.outbox.values()].filter(({ leaseId }) => leaseId === expired[0])
    const answers = held.map((effect): EffectAnswer => ({ effect: { ...effect }, answer: 'retry' }))
    this.#applyAnswers(expired[0], answers, true, false)
    this.leases.delete(expired[0])
    return true
  }

  #applyAnswers(leaseId: string, answers: readonly EffectAnswer[], atOnce: boolean, blind: boolean): void {
    for (const { effect, answer } of answers) {
      const row = this.outbox.get(effect.id)
      const mine = row?.leaseId === leaseId
      if (row && mine) {
        this.inFlight--
        if (answer !== 'retry') this.outbox.delete(row.id)
        else {
          const nextAt = atOnce ? this.now : this.now + minute * 2 ** Math.min(row.attempt - 1, 20)
          Object.assign(row, { state: 'retrying', leaseId: null, nextAt })
        }
      }
      if ((mine || blind) && answer !== 'dropped') this.#follow(effect, answer)
    }
    if (![...this.outbox.values()].some((row) => row.leaseId === leaseId)) this.leases.delete(leaseId)
  }

  /** The enrollment goes on, if it still stands there. */
  #follow(effect: Effect, answer: Answer): void {
    const one = this.enrollments.get(effect.enrollmentId)
    const stands = this.stands(effect)
    this.#logAfter(effect, answer === 'succeeded' ? 'succeeded' : 'retrying')
    if (!one || !stands || answer === 'retry') return
    Object.assign(one, { state: 'ready', step: one.step + 1, dueAt: this.now })
    if (one.step === steps.length) {
      Object.assign(one, { state: 'ended', step: one.step - 1, dueAt: null, endState: 'completed' })
      this.#logAfter({ ...effect, step: -1 }, 'ended')
    }
  }

  #logAfter({ enrollmentId, step }: Effect, outcome: string): void {
    const one = this.enrollments.get(enrollmentId)
    if (!one) return
    one.seq++
    const at = this.now
    this.append([{ enrollmentId, seq: one.seq, at, step: step < 0 ? null : step, outcome }])
  }

  /** Whether the enrollment of an effect still stands where it left. */
  stands({ enrollmentId, step }: Effect): boolean {
    const one = this.enrollments.get(enrollmentId)
    return one?.state === 'effect' && one.step === step
  }

  /** Leaves from outside: what waits is cancelled with it, what is in flight finishes (W-UNA-11). */
  unenroll(recordId: number, cancels = true): number {
    let left = 0
    for (const one of this.enrollments.values()) {
      if (one.recordId !== recordId || one.state === 'ended') continue
      Object.assign(one, { state: 'ended', endState: 'unenrolled', dueAt: null, seq: one.seq + 1 })
      this.append([{ enrollmentId: one.id, seq: one.seq, at: this.now, step: null, outcome: 'ended' }])
      for (const effect of this.outbox.values())
        if (cancels && effect.enrollmentId === one.id && effect.state !== 'in_flight')
          this.outbox.delete(effect.id)
      left++
    }
    return left
  }

  append(rows: readonly LogRow[], counts = true): void {
    this.log.push(...rows)
    if (counts) for (const { outcome } of rows) this.count(outcome)
  }

  count(outcome: string): void {
    this.counted.set(outcome, (this.counted.get(outcome) ?? 0) + 1)
  }
}
