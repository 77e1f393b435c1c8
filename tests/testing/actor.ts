// Somebody who works on the database and can be held at a named moment: between two statements of a transaction, before
// its COMMIT, or at one of the engine's own points. What others do meanwhile is thereby decided, not left to chance.
import type { Engine, Faults, PlantedDefect } from '@millrace/engine'
import { anEngine } from '@millrace/engine/testing'
import type { Database, LockMode, Transaction } from '@millrace/store'
import { aroundStatements, inTurn } from '@millrace/store/testing'

/**
 * `begun:<mode>`, `sql:<statement name>` (after its answer), `commit:<mode>` (everything done, not yet committed),
 * `committed:<mode>`, or a point of the engine such as `wave:settled`.
 */
export type Moment = string

interface Hold {
  readonly moment: Moment
  readonly arrive: () => void
  readonly released: Promise<void>
}

export interface Held {
  /** Settles when the actor stands at the moment. */
  readonly reached: Promise<void>
  release(): void
}

export class Actor {
  readonly db: Database
  readonly engine: Engine
  /** Every moment it came to, in order. */
  readonly moments: Moment[] = []
  #hold: Hold | null = null

  constructor(real: Database, planted: readonly PlantedDefect[] = []) {
    const point = (moment: Moment) => this.#come(moment)
    const faults: Faults = { planted: new Set(planted), point }
    this.db = withMoments(real, point)
    this.engine = anEngine(this.db, faults)
  }

  /** Stops at the next such moment, once. */
  holdAt(moment: Moment): Held {
    const [reached, arrive] = signal()
    const [released, release] = signal()
    this.#hold = { moment, arrive, released }
    return { reached, release }
  }

  async #come(moment: Moment): Promise<void> {
    this.moments.push(moment)
    const hold = this.#hold
    if (hold?.moment !== moment) return
    this.#hold = null
    hold.arrive()
    await hold.released
  }
}

function signal(): [happened: Promise<void>, happen: () => void] {
  let happen = () => {}
  const happened = new Promise<void>((resolve) => {
    happen = resolve
  })
  return [happened, happen]
}

function withMoments(real: Database, come: (moment: Moment) => Promise<void>): Database {
  const withAccount = async <T>(
    accountId: number,
    mode: LockMode,
    work: (tx: Transaction) => Promise<T>,
    options?: object,
  ): Promise<T> => {
    const result = await real.withAccount(
      accountId,
      mode,
      async (tx) => {
        await tx.begun
        await come(`begun:${mode}`)
        const done = await work(transactionWithMoments(tx, come))
        await come(`commit:${mode}`)
        return done
      },
      options,
    )
    await come(`committed:${mode}`)
    return result
  }
  return { ...real, withAccount }
}

function transactionWithMoments(real: Transaction, come: (moment: Moment) => Promise<void>): Transaction {
  const thenCome = inTurn(async (_statement, name, run) => {
    const answer = await run()
    await come(`sql:${name ?? 'unnamed'}`)
    return answer
  })
  return aroundStatements(real, thenCome)
}
