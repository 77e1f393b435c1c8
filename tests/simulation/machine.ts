// What stands between a simulated process and the world: every operation is atomic, is put in order by the scheduler, and
// may be hit by one fault, named by its number.
import type { Scheduler } from 'fast-check'
import type { Twin } from './twin.js'

/**
 * `before`: the process dies and the operation does not happen. `after`: it happens, and the process dies. `reply lost`: it
 * happens, and the process is told that its connection broke. `stall`: the process stands still while hours pass, then
 * goes on.
 */
export const faultKinds = ['before', 'after', 'reply lost', 'stall'] as const

export interface Fault {
  readonly operation: number
  readonly kind: (typeof faultKinds)[number]
  /** ms; for a stall. */
  readonly passes: number
}

/** The process is gone: nothing of it goes on. */
export class Crash extends Error {}

/** The operation was carried out or not: nobody can tell. */
export class ReplyLost extends Error {}

export class Machine {
  /** What happened, for whoever reads a counterexample. */
  readonly trace: string[] = []
  #operations = 0

  constructor(
    readonly twin: Twin,
    private readonly scheduler: Scheduler | null,
    private readonly faults: readonly Fault[],
  ) {}

  /** One atomic operation of a process. Throws Crash or ReplyLost where a fault says so. */
  async perform<T>(process: string, name: string, operation: () => T): Promise<T> {
    await this.scheduler?.schedule(Promise.resolve(), `${process} ${name}`)
    const number = this.#operations++
    const fault = this.faults.find((one) => one.operation === number)
    this.trace.push(`${number} ${process} ${name}${fault ? ` (${fault.kind})` : ''}`)
    if (fault?.kind === 'stall') this.twin.now += fault.passes
    if (fault?.kind === 'before') this.#crash(process)
    const result = operation()
    if (fault?.kind === 'after') this.#crash(process)
    if (fault?.kind === 'reply lost') {
      this.twin.release(process)
      throw new ReplyLost()
    }
    return result
  }

  #crash(process: string): never {
    this.twin.release(process)
    throw new Crash()
  }
}
