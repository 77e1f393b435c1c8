// The same operations as the twin's, by the functions that production runs, over PostgreSQL.
import { randomUUID } from 'node:crypto'
import { advance, unenrollRecords } from '@millrace/engine'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll } from '@millrace/engine/testing'
import {
  type ClaimedEffect,
  claimEffects,
  type Database,
  definitionsOf,
  lockRecords,
  readClock,
  renewLease,
} from '@millrace/store'
import { anAccount, records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { recoverLease } from '../../packages/engine/src/outbox/recover-lease.js'
import { settleAnswers } from '../../packages/engine/src/outbox/settle-answers.js'
import { type Answer, leaseMs, steps } from './protocol.js'

const counter = 'hubspotscore'

const actions = steps.map((kind, index) => {
  const actionId = String(index + 1)
  const next =
    index + 2 > steps.length ? {} : { connection: { edgeType: 'STANDARD', nextActionId: String(index + 2) } }
  if (kind === 'webhook')
    return { actionId, type: 'WEBHOOK', method: 'POST', webhookUrl: 'http://127.0.0.1:9/', ...next }
  const [actionTypeId, fields] =
    kind === 'delay'
      ? ['0-1', { delta: '1', time_unit: 'HOURS' }]
      : ['0-5', { property_name: counter, value: { type: 'INCREMENT', incrementAmount: 1 } }]
  return { actionId, type: 'SINGLE_CONNECTION', actionTypeId, actionTypeVersion: 0, fields, ...next }
})

const outcomes = {
  succeeded: { kind: 'succeeded', outputs: {}, detail: {} },
  retry: { kind: 'retry', code: 'http_status', afterMs: null, outputs: {}, detail: {} },
  dropped: { kind: 'dropped' },
} as const

export class RealStore {
  private constructor(
    private readonly db: Database,
    private readonly accountId: number,
    private readonly workflowId: number,
    private readonly recordIds: readonly number[],
    private readonly mostInFlight: number,
  ) {}

  static async create(db: Database, people: number, mostInFlight: number): Promise<RealStore> {
    const accountId = await anAccount(db)
    const workflowId = await aPublishedWorkflow(db, accountId, aFlow({ startActionId: '1', actions }))
    const recordIds = await records(
      db,
      accountId,
      '0-1',
      Array.from({ length: people }, (_, n) => ({ lastname: String(n) })),
    )
    return new RealStore(db, accountId, workflowId, recordIds, mostInFlight)
  }

  async enroll(person: number): Promise<string | undefined> {
    const results = await enrollAll(this.db, this.accountId, this.workflowId, [this.#record(person)])
    return results[0]?.outcome
  }

  async advance(): Promise<void> {
    const engine = anEngine(this.db)
    for (const lane of ['bulk', 'timers'] as const)
      while ((await advance(engine, this.accountId, lane)).claimed > 0);
  }

  async claimEffects(leaseId: string): Promise<readonly ClaimedEffect[]> {
    const most = { mostInFlight: this.mostInFlight, mostMailsInFlight: this.mostInFlight }
    const settings = { leaseId, leaseMs, ...most, perSecond: 1_000_000, mailsPerSecond: 1_000_000 }
    const batch = await this.db.withAccount(this.accountId, 'shared', (tx) =>
      claimEffects(tx, { ...settings, workerId: randomUUID() }),
    )
    return batch?.effects ?? []
  }

  renewLease(leaseId: string): Promise<boolean> {
    return this.db.withAccount(this.accountId, 'shared', (tx) => renewLease(tx, leaseId, leaseMs))
  }

  async settle(leaseId: string, effect: ClaimedEffect, answer: Answer, unsure: boolean): Promise<void> {
    const lease = { accountId: this.accountId, leaseId, lane: effect.lane }
    const outcome = outcomes[answer]
    await settleAnswers(anEngine(this.db), lease, [{ effect, outcome }], unsure)
  }

  recoverLease(): Promise<boolean> {
    return recoverLease(anEngine(this.db), this.accountId)
  }

  async unenroll(person: number): Promise<number> {
    return this.db.withAccount(this.accountId, 'shared', async (tx) => {
      const ids = await lockRecords(tx, [this.#record(person)])
      const definitions = await definitionsOf(tx)
      return (await unenrollRecords(tx, definitions, ids, { reason: 'manual' }, await readClock(tx))).length
    })
  }

  /** Time passes: every moment that is kept is that much longer ago. */
  async pass(ms: number): Promise<void> {
    await this.db.withAccount(this.accountId, 'shared', async (tx) => {
      const by = sql`${ms}::float8 * interval '1 ms'`
      await tx.execute(
        sql`UPDATE enrollments SET due_at = due_at - ${by}, waiting_since = waiting_since - ${by}`,
      )
      await tx.execute(
        sql`UPDATE outbox SET next_at = next_at - ${by}, first_attempt_at = first_attempt_at - ${by}`,
      )
      await tx.execute(sql`UPDATE outbox_lanes SET next_at = next_at - ${by}, open_at = open_at - ${by}`)
      await tx.execute(sql`UPDATE outbox_leases SET expires_at = expires_at - ${by}`)
    })
  }

  /** Who an enrollment or effect belongs to, by the person's number. */
  personOf(recordId: number): number {
    return this.recordIds.indexOf(recordId)
  }

  /** Everything the protocol is about, in words that both stores speak. */
  look(): Promise<Look> {
    return this.db.withAccount(this.accountId, 'read', async (tx) => {
      const enrollments = await tx.query<{ recordId: number; text: string }>(sql`
        SELECT record_id AS "recordId", concat_ws(' ', state, action_id, seq, end_state) AS text FROM enrollments
        ORDER BY record_id, id`)
      const log = await tx.query<{ recordId: number; text: string }>(sql`
        SELECT record_id AS "recordId", concat_ws(' ', seq, action_id, outcome) AS text
        FROM action_log ORDER BY record_id, enrollment_id, seq`)
      const counters = await tx.query<{ recordId: number; n: number }>(sql`
        SELECT r.id AS "recordId", coalesce(r.hot ->> ${counter}, c.cold ->> ${counter}, '0')::int AS n
        FROM records r LEFT JOIN cold_values c ON c.record_id = r.id ORDER BY r.id`)
      const outbox = await tx.query<{ recordId: number; text: string }>(sql`
        SELECT record_id AS "recordId", concat_ws(' ', state, action_id, attempt) AS text FROM outbox ORDER BY record_id`)
      const [totals] = await tx.query<{
        inFlight: number
        leases: number
        counted: Record<string, number>
      }>(sql`
        SELECT coalesce((SELECT sum(in_flight) FROM outbox_lanes), 0)::int AS "inFlight",
          (SELECT count(*) FROM outbox_leases)::int AS leases,
          (SELECT coalesce(jsonb_object_agg(outcome, n), '{}') FROM
            (SELECT outcome, sum(n) AS n FROM counter_deltas GROUP BY 1) d) AS counted`)
      const say = ({ recordId, text }: { recordId: number; text: string }) =>
        `${this.personOf(recordId)}: ${text}`
      return {
        enrollments: enrollments.map(say),
        log: log.map(say),
        counters: counters.map(({ n }) => n),
        outbox: outbox.map(say),
        inFlight: totals?.inFlight ?? 0,
        leases: totals?.leases ?? 0,
        counted: totals?.counted ?? {},
      }
    })
  }

  #record(person: number): number {
    const id = this.recordIds[person]
    if (id === undefined) throw new RangeError(`there is no person ${person}`)
    return id
  }
}

export interface Look {
  readonly enrollments: readonly string[]
  readonly log: readonly string[]
  readonly counters: readonly number[]
  readonly outbox: readonly string[]
  readonly inFlight: number
  readonly leases: number
  readonly counted: Readonly<Record<string, number>>
}
