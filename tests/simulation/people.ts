// One account of the model-based simulation: two contacts and one workflow, over the real store, by the functions that
// production runs. After each command everything that is due has been done.
import {
  audit,
  deleteRecords,
  type Engine,
  mergeRecords,
  publish,
  republish,
  unenrollRecords,
  unpublish,
} from '@millrace/engine'
import { aFlow, all, anEngine, enrollAll, isEqualTo, triggeredBy } from '@millrace/engine/testing'
import {
  createWorkflow,
  type Database,
  definitionsOf,
  lockRecords,
  readClock,
  readWorkflow,
  replaceWorkflow,
  type Transaction,
  writeRecords,
} from '@millrace/store'
import { anAccount, records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { accountCopies } from '../testing/account-copies.js'
import { drain } from '../testing/drain.js'

export const people = 2
export const counter = 'hubspotscore'
export const trigger = 'London'

const api = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const

/** Counts, waits for an hour, counts again; the other revision counts once more at the end. */
function counting(steps: readonly ('count' | 'wait')[]) {
  const actions = steps.map((step, i) => ({
    actionId: String(i + 1),
    type: 'SINGLE_CONNECTION',
    actionTypeId: step === 'count' ? '0-5' : '0-1',
    actionTypeVersion: 0,
    fields:
      step === 'count'
        ? { property_name: counter, value: { type: 'INCREMENT', incrementAmount: 1 } }
        : { delta: '1', time_unit: 'HOURS' },
    ...(i + 1 < steps.length && { connection: { edgeType: 'STANDARD', nextActionId: String(i + 2) } }),
  }))
  return aFlow({
    name: 'Count',
    ...triggeredBy([all(isEqualTo('city', trigger))]),
    startActionId: '1',
    nextAvailableActionId: '5',
    actions,
  })
}

const revisions = [
  counting(['count', 'wait', 'count']),
  counting(['count', 'wait', 'count', 'count']),
] as const

export interface Person {
  readonly live: boolean
  readonly score: number | null
  /** Times it was enrolled, under its own id. */
  readonly enrollments: number
  readonly active: number
  /** Steps that counted, as the log tells them. */
  readonly counted: number
}

export class People {
  #revision = 0
  private constructor(
    private readonly engine: Engine,
    readonly accountId: number,
    readonly workflowId: number,
    private readonly recordIds: readonly number[],
  ) {}

  /** Accounts that are alike, one for each run. */
  static async many(db: Database): Promise<() => Promise<People>> {
    const original = await anAccount(db)
    const { id } = await db.withAccount(original, 'shared', (tx) => createWorkflow(tx, revisions[0]))
    const ids = await records(
      db,
      original,
      '0-1',
      Array.from({ length: people }, (_, n) => ({ email: `person${n}@example.test`, city: 'Paris' })),
    )
    const copy = await accountCopies(db, original)
    return async () => new People(anEngine(db), await copy(), id, ids)
  }

  /** As a worker that has just begun: what one remembers of its queue does not hold once `pass` has moved it. */
  settle(): Promise<void> {
    return drain({ ...this.engine }, this.accountId)
  }

  async move(person: number, city: string): Promise<void> {
    await this.#inAccount(async (tx) => {
      await writeRecords(tx, await definitionsOf(tx), api, [
        { objectTypeId: '0-1', recordId: this.#id(person), values: { city } },
      ])
    })
  }

  async enroll(person: number): Promise<string | undefined> {
    const results = await enrollAll(this.engine.db, this.accountId, this.workflowId, [this.#id(person)])
    return results[0]?.outcome
  }

  async unenroll(person: number): Promise<void> {
    await this.#inAccount(async (tx) => {
      const ids = await lockRecords(tx, [this.#id(person)])
      await unenrollRecords(tx, await definitionsOf(tx), ids, { reason: 'manual' }, await readClock(tx))
    })
  }

  async delete(person: number): Promise<void> {
    await this.#inAccount(async (tx) => {
      const meta = { ...api, at: await readClock(tx) }
      await deleteRecords(tx, await definitionsOf(tx), [this.#id(person)], meta)
    })
  }

  async merge(survivor: number, loser: number): Promise<void> {
    await this.#inAccount(async (tx) => {
      const request = { objectTypeId: '0-1', primaryId: this.#id(survivor), mergedId: this.#id(loser) }
      await mergeRecords(tx, await definitionsOf(tx), request, { ...api, at: await readClock(tx) })
    })
  }

  async publish(enrollExisting: boolean): Promise<void> {
    await publish(this.engine.db, this.accountId, this.workflowId, { enrollExisting })
  }

  async republish(): Promise<void> {
    this.#revision = 1 - this.#revision
    const next = revisions[this.#revision] ?? revisions[0]
    await this.#inAccount(async (tx) => {
      const stored = await readWorkflow(tx, this.workflowId)
      await replaceWorkflow(tx, this.workflowId, next, stored?.revisionId ?? 0)
    })
    await republish(this.engine.db, this.accountId, this.workflowId)
  }

  async unpublish(): Promise<void> {
    await unpublish(this.engine.db, this.accountId, this.workflowId, { unenrollAll: false })
  }

  /** Every moment that is kept is that much longer ago. */
  async pass(ms: number): Promise<void> {
    const by = sql`${ms}::float8 * interval '1 ms'`
    await this.#inAccount((tx) =>
      tx.execute(sql`
        UPDATE enrollments SET due_at = due_at - ${by}, waiting_since = waiting_since - ${by}
        WHERE account_id = ${tx.accountId}`),
    )
  }

  /**
   * A worker whose transaction breaks at a point of its work, once: what it did there is lost. Twice would be poison, and
   * those in the wave would rightly wait for a person.
   */
  async crash(point: string): Promise<void> {
    let breaks = true
    const dying: Engine = {
      ...anEngine(this.engine.db),
      faults: {
        planted: new Set(),
        point: (name) => {
          if (name !== point || !breaks) return
          breaks = false
          throw new Crash(point)
        },
      },
    }
    try {
      await drain(dying, this.accountId)
    } catch (error) {
      if (!(error instanceof Crash)) throw error
    }
  }

  findings() {
    return audit(this.engine.db, this.accountId)
  }

  async look(): Promise<readonly Person[]> {
    const rows = await this.engine.db.withAccount(this.accountId, 'read', (tx) =>
      tx.query<Person & { id: number }>(sql`
        SELECT r.id, r.deleted_at IS NULL AND r.merged_into IS NULL AS live,
          coalesce(r.hot ->> ${counter}, c.cold ->> ${counter})::int AS score,
          (SELECT count(*) FROM enrollments e WHERE e.account_id = r.account_id AND e.record_id = r.id)::int AS enrollments,
          (SELECT count(*) FROM enrollments e
           WHERE e.account_id = r.account_id AND e.record_id = r.id AND e.ended_at IS NULL)::int AS active,
          (SELECT count(*) FROM action_log l WHERE l.account_id = r.account_id AND l.record_id = r.id
             AND l.action_type = '0-5' AND l.outcome = 'succeeded')::int AS counted
        FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
        WHERE r.account_id = ${tx.accountId}`),
    )
    return this.recordIds.map((id) => {
      const person = rows.find((row) => row.id === id)
      if (!person) throw new Error(`record ${id} is gone`)
      return person
    })
  }

  #inAccount<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.engine.db.withAccount(this.accountId, 'shared', work)
  }

  #id(person: number): number {
    const id = this.recordIds[person]
    if (id === undefined) throw new RangeError(`there is no person ${person}`)
    return id
  }
}

class Crash extends Error {}
