// A worker as a process of atomic operations: waves, dispatching, taking over what others left.
import type { Defect } from './defects.js'
import { interpret } from './interpret.js'
import { Crash, type Machine, ReplyLost } from './machine.js'
import { type Answer, type Effect, leaseMs, type WaveRow } from './protocol.js'
import type { Receiver } from './world.js'

export class Worker {
  #leases = 0
  #attempts = 0

  constructor(
    readonly name: string,
    private readonly machine: Machine,
    private readonly receiver: Receiver,
    private readonly defect: Defect,
    /** How far this process's own clock is off, ms: nothing that is agreed on may depend on it. */
    private readonly clockError = 0,
  ) {}

  /** Works in so many rounds; a crash ends it, and whoever runs it may start it again under the same name. */
  async work(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      try {
        await this.#wave()
        await this.#dispatch()
        if (!this.#has('leases never recovered'))
          await this.#do('recover', () => this.machine.twin.recoverLease())
      } catch (error) {
        // A connection that broke is made anew, and everything is read again (R6).
        if (!(error instanceof ReplyLost) && !(error instanceof Crash)) throw error
      }
    }
  }

  async #wave(): Promise<void> {
    const { twin } = this.machine
    const due = await this.#do('claim', () => this.#claim())
    if (due.length === 0) return
    const rows = due.map((one) =>
      interpret(one, twin.counters.get(one.recordId) ?? 0, twin.now, (id, step) => this.#effectId(id, step)),
    )
    await this.#settle(rows)
  }

  #claim() {
    const { twin } = this.machine
    if (this.#has('timer by the process clock')) return twin.due(twin.now + this.clockError)
    if (this.#has('no lock on claiming effects') || this.#has('neither lock nor guard on seq'))
      return twin.due(twin.now)
    return twin.lockDue(this.name)
  }

  async #settle(rows: readonly WaveRow[]): Promise<void> {
    const { twin } = this.machine
    const guarded =
      !this.#has('neither lock nor guard on seq') && !this.#has('blind retry after a failed commit')
    const together = !this.#has('counter outside the transaction')
    const commit = () => {
      twin.settleWave(rows, guarded, together)
      twin.release(this.name)
    }
    try {
      await this.#do('settle', commit)
    } catch (error) {
      if (!(error instanceof ReplyLost) || !this.#has('blind retry after a failed commit')) throw error
      await this.#do('settle again', commit)
    }
    if (together) return
    await this.#do('count', () => {
      for (const { outcome } of rows.flatMap(({ log }) => log)) twin.count(outcome)
    })
  }

  async #dispatch(): Promise<void> {
    const { twin } = this.machine
    const leaseId = `${this.name} ${++this.#leases}`
    const claimedAt = twin.now
    for (const [effect, stands] of await this.#take(leaseId)) {
      // Asked again when the row was taken (engine.md 5).
      if (!stands && !this.#has('sent although left')) {
        await this.#answer(leaseId, effect, 'dropped')
        continue
      }
      if (!stands) this.receiver.tooLate.push(effect.id)
      if (this.#has('advanced before the call')) await this.#answer(leaseId, effect, 'succeeded')
      const answer = await this.#send(effect)
      // Whoever may have lost the lease lets go of it; the fence stands behind that (R7).
      if (twin.now - claimedAt > leaseMs * (5 / 6) && !this.#has('no fence')) return
      await this.#answer(leaseId, effect, answer)
    }
  }

  /** What is due, with whether somebody still waits for it. */
  async #take(leaseId: string): Promise<readonly (readonly [Effect, boolean])[]> {
    const { twin } = this.machine
    const asked = (effect: Effect) => [effect, twin.stands(effect)] as const
    if (!this.#has('no lock on claiming effects'))
      return this.#do('take', () => twin.claimEffects(leaseId).map(asked))
    // Read what is due and claim it as if nobody else could have: two operations where one is needed.
    const due = await this.#do('look', () =>
      [...twin.outbox.values()].filter(({ state }) => state !== 'in_flight').map((effect) => ({ ...effect })),
    )
    await this.#do('take', () => twin.claimEffects(leaseId))
    return due.map(asked)
  }

  async #send(effect: Effect): Promise<Answer> {
    const { id, enrollmentId, step } = effect
    const sentId = this.#has('unstable effect id') ? `${id} ${this.name} ${++this.#attempts}` : id
    try {
      await this.#do('call', () => this.receiver.accept(sentId, enrollmentId, step))
      return 'succeeded'
    } catch (error) {
      if (error instanceof ReplyLost) return 'retry'
      throw error
    }
  }

  /** A lost COMMIT is asked about, not repeated blindly: the lease says whether it happened. */
  async #answer(leaseId: string, effect: Effect, answer: Answer): Promise<void> {
    const settle = (unsure: boolean) => () =>
      this.machine.twin.settle(leaseId, [{ effect, answer }], unsure, !this.#has('no fence'))
    try {
      await this.#do('answer', settle(false))
    } catch (error) {
      if (!(error instanceof ReplyLost)) throw error
      await this.#do('answer again', settle(true))
    }
  }

  #effectId(enrollmentId: number, step: number): string {
    return `${enrollmentId} ${step}`
  }

  #has(defect: Defect): boolean {
    return this.defect === defect
  }

  #do<T>(name: string, operation: () => T): Promise<T> {
    return this.machine.perform(this.name, name, operation)
  }
}
