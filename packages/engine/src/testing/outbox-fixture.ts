// What tests of the dispatcher begin with: a receiver on this machine, and contacts that stand at a webhook.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { definitionsOf, lockRecords, readClock } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql, { type Sql } from 'sql-template-tag'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Finding } from '../audit/finding.js'
import type { Faults } from '../faults.js'
import { unenrollRecords } from '../leave/unenroll-records.js'
import { createDispatcher, type Dispatcher } from '../outbox/dispatcher.js'
import { defaultLimits, type OutboxLimits, type OutboxSettings } from '../outbox/outbox-settings.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from './engine-fixture.js'

export interface Received {
  readonly id: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

type Answer = (request: Received, response: ServerResponse) => void

export const secretKey = new Uint8Array(32).fill(7)

export class OutboxFixture {
  /** Everything the receiver got since `reset`. */
  received: Received[] = []
  answer: Answer = answerWell
  accountId = 0
  /** Where e-mail goes out, and what its links lead to. */
  mail: Pick<OutboxSettings, 'smtpUrl' | 'publicUrl' | 'mailFrom'> = {}
  #dispatchers: Dispatcher[] = []
  #people = 0

  private constructor(
    readonly database: TestDatabase,
    readonly port: number,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async open(): Promise<OutboxFixture> {
    const database = await testDatabase()
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        const one = { id: String(request.headers['idempotency-key']), body, headers: request.headers }
        fixture.received.push(one)
        fixture.answer(one, response)
      })
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const fixture = new OutboxFixture(database, (server.address() as AddressInfo).port, server)
    return fixture
  }

  /** A fresh account and a receiver that answers well. */
  async reset(): Promise<void> {
    this.received = []
    this.answer = answerWell
    this.accountId = await anAccount(this.database.db)
  }

  /** Closes what the test opened; what must not be in its account and is. */
  async finish(): Promise<Finding[]> {
    this.hangUp()
    await Promise.all(this.#dispatchers.map((dispatcher) => dispatcher.close()))
    this.#dispatchers = []
    return audit(this.database.db, this.accountId)
  }

  hangUp(): void {
    this.server.closeAllConnections()
  }

  async close(): Promise<void> {
    this.hangUp()
    this.server.close()
    await this.database.close()
  }

  dispatcher(limits: Partial<OutboxLimits> = {}, faults?: Faults): Dispatcher {
    const dispatcher = createDispatcher(anEngine(this.database.db, faults), {
      allowedHosts: ['127.0.0.1', 'localhost'],
      secretKey,
      ...this.mail,
      limits: { ...defaultLimits, ...limits },
    })
    this.#dispatchers.push(dispatcher)
    return dispatcher
  }

  /** Takes one batch and waits until all of it is settled. */
  async dispatchWith(dispatcher: Dispatcher): Promise<void> {
    await dispatcher.dispatch(this.accountId)
    await dispatcher.idle()
  }

  /** Contacts in a workflow that sends a webhook and then sets a property, standing at the webhook. */
  async enrolled(count = 1, node: object = {}, members: object = {}) {
    const { db } = this.database
    const actions = [{ ...this.#webhook(), ...node }, setProperty('2', 'city', 'Sent')]
    const workflowId = await aPublishedWorkflow(
      db,
      this.accountId,
      aFlow({ startActionId: '1', actions, ...members }),
    )
    const people = Array.from({ length: count }, () => ({ email: `p${++this.#people}@example.test` }))
    const recordIds = await records(db, this.accountId, '0-1', people)
    await enrollAll(db, this.accountId, workflowId, recordIds)
    await this.runWaves()
    const rows = await this.query<{ id: number }>(
      sql`SELECT id FROM enrollments WHERE account_id = ${this.accountId} AND workflow_id = ${workflowId} ORDER BY id`,
    )
    const enrollmentIds = rows.map(({ id }) => id)
    return {
      workflowId,
      recordIds,
      enrollmentIds,
      enrollmentId: enrollmentIds[0] ?? 0,
      email: people[0]?.email,
    }
  }

  /** One more record in a workflow of `enrolled`, run up to its first step; its enrollment. */
  async enrollInto(workflowId: number, recordId: number): Promise<number> {
    const [result] = await enrollAll(this.database.db, this.accountId, workflowId, [recordId])
    await this.runWaves()
    return result?.enrollmentId ?? 0
  }

  #webhook() {
    return {
      actionId: '1',
      type: 'WEBHOOK',
      method: 'POST',
      webhookUrl: `http://127.0.0.1:${this.port}/hook`,
      queryParams: [{ name: 'email', value: { type: 'OBJECT_PROPERTY', propertyName: 'email' } }],
      connection: { edgeType: 'STANDARD', nextActionId: '2' },
    }
  }

  async runWaves(): Promise<void> {
    const engine = anEngine(this.database.db)
    for (const lane of ['interactive', 'timers', 'bulk'] as const)
      while ((await advance(engine, this.accountId, lane)).claimed > 0);
  }

  async unenroll(recordIds: readonly number[]): Promise<void> {
    await this.database.db.withAccount(this.accountId, 'shared', async (tx) => {
      await lockRecords(tx, recordIds)
      await unenrollRecords(tx, await definitionsOf(tx), recordIds, { reason: 'manual' }, await readClock(tx))
    })
  }

  query<Row extends object>(statement: Sql): Promise<Row[]> {
    return this.database.db.withAccount(this.accountId, 'shared', (tx) => tx.query<Row>(statement))
  }

  /** Outcome and code of every log row of an enrollment, in order. */
  async log(enrollmentId: number): Promise<string[]> {
    const rows = await this.query<{ outcome: string; code: string | null }>(sql`
      SELECT outcome, code FROM action_log
      WHERE account_id = ${this.accountId} AND enrollment_id = ${enrollmentId} ORDER BY seq`)
    return rows.map(({ outcome, code }) => (code === null ? outcome : `${outcome} ${code}`))
  }

  async enrollment(id: number) {
    const [row] = await this.query<{ state: string; end_state: string | null; reason: string | null }>(sql`
      SELECT state, end_state, reason, context FROM enrollments WHERE account_id = ${this.accountId} AND id = ${id}`)
    return row
  }

  /** What waits to leave; `wait`: the seconds from the last row of the log until the next attempt. */
  outbox() {
    return this.query<{ effect_id: string; state: string; attempt: number; wait: number }>(sql`
      SELECT effect_id, state, attempt,
        extract(epoch FROM next_at - (SELECT max(at) FROM action_log WHERE account_id = ${this.accountId}))::float8 AS wait
      FROM outbox WHERE account_id = ${this.accountId}`)
  }

  /** As if the time until the next attempt had passed. */
  async hurry(): Promise<void> {
    const { accountId } = this
    await this.query(sql`
      UPDATE outbox SET next_at = now() WHERE account_id = ${accountId} AND state <> 'in_flight'`)
    await this.query(sql`
      UPDATE outbox_lanes SET next_at = now(), open_at = 'epoch' WHERE account_id = ${accountId}`)
  }

  /** As if every dispatcher that holds a lease had died a minute ago. */
  async expireLeases(): Promise<void> {
    await this.query(sql`
      UPDATE outbox_leases SET expires_at = now() - interval '1 second' WHERE account_id = ${this.accountId}`)
  }
}

function answerWell(_request: Received, response: ServerResponse): void {
  response.end('{"ticket":"T1"}')
}
