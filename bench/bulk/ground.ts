import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { advance, createWaker } from '@millrace/engine'
import pg from 'pg'
import sql from 'sql-template-tag'
import type { Context } from '../bench.ts'
import { advanceRange } from '../by-hand/advance-range.ts'
import { batchJob } from '../by-hand/batch-job.ts'
import { openPlainConnections } from '../by-hand/plain-connections.ts'
import { openAccount } from '../fixture/account.ts'
import { type Running, type Stage, startRole } from '../fixture/arena.ts'
import { bulkFlow, criteria, listeningFlow, textEquals } from '../fixture/flows.ts'
import { populate, type Width } from '../fixture/population.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { countingDatabase } from './counting-database.ts'

/** Steps of the bulk workflow: a property write, a branch, a property write. */
export const stepsPerEnrollment = 3
/** Both sides get as many connections as a worker has slots, spare ones included. */
export const connections = 3
const firstRecord = 1_000_000

export interface Sample {
  readonly stepsPerSecond: number
  readonly walPerStep: number
}

/** 100,000 enrollments standing at the first step, and everybody who can move them. */
export interface Ground {
  readonly stage: Stage
  readonly accountId: number
  ours(): Promise<Sample>
  byHand(): Promise<Sample>
  batchJob(): Promise<Sample>
  /** Messages of each full wave, its note included. */
  statementsPerWave(): Promise<number[]>
  peer(name: string, count: number, mode?: string): Promise<number>
  close(): Promise<void>
}

export async function openGround(context: Context, width: Width): Promise<Ground> {
  const count = Math.round(100_000 * context.scale)
  const stage = await context.arena.database(`bulk_${width}`)
  const accountId = await openAccount(stage.db, width)
  await populate(stage.db, accountId, { count, width, first: firstRecord })
  const workflowId = await publishFlow(stage.db, accountId, bulkFlow)
  // One live workflow listens, to a property that the bulk does not write.
  await publishFlow(
    stage.db,
    accountId,
    listeningFlow('Listens', criteria(textEquals('lead_source', 'nobody'))),
  )
  return new BulkGround(context, stage, accountId, workflowId, count)
}

class BulkGround implements Ground {
  constructor(
    private readonly context: Context,
    readonly stage: Stage,
    readonly accountId: number,
    private readonly workflowId: number,
    private readonly count: number,
  ) {}

  async ours(): Promise<Sample> {
    const worker = await startRole('work', this.stage.url, { MILLRACE_WORKERS: '1' })
    try {
      await this.#warm(worker)
      return await this.#measured(async (first) => {
        // As whoever had enrolled them would wake it (engine.md 4): sender, account, lane.
        await this.stage.db.owner.query(`SELECT pg_notify('millrace_work', $1)`, [
          `bench ${this.accountId} bulk`,
        ])
        await this.#untilDone(first + this.count - 1)
      })
    } finally {
      this.context.workerPeaks.push(worker.peakMemory())
      await worker.stop()
    }
  }

  async byHand(): Promise<Sample> {
    const plain = openPlainConnections(this.stage.url, connections)
    const range = 2_000
    const sample = await this.#measured(async (first) => {
      let next = first
      const connection = async () => {
        while (next < first + this.count) {
          const from = next
          next += range
          const to = Math.min(from + range, first + this.count) - 1
          await plain.run(this.accountId, advanceRange(this.accountId, from, to))
        }
      }
      await Promise.all(Array.from({ length: connections }, connection))
    })
    await plain.close()
    return sample
  }

  batchJob(): Promise<Sample> {
    return this.#measured(async () => {
      await Promise.all(Array.from({ length: connections }, () => batchJob(this.stage.url, this.accountId)))
    })
  }

  async statementsPerWave(): Promise<number[]> {
    await this.#reset()
    await this.#enroll(Math.min(5_000, this.count))
    const { db, count } = countingDatabase(this.stage.db)
    const waker = createWaker(db)
    const engine = { db, waker, workerId: randomUUID(), slot: 0 }
    const waves: number[] = []
    for (;;) {
      const before = count()
      const { claimed } = await advance(engine, this.accountId, 'bulk')
      if (claimed === 0) break
      waves.push(count() - before)
    }
    await waker.close()
    return waves
  }

  /** Steps a second of a peer, in a process of its own, on `count` of the enrollments. */
  async peer(name: string, count: number, mode = 'each'): Promise<number> {
    await this.#reset()
    const firstEnrollment = await this.#enroll(count)
    const order = {
      url: this.stage.adminUrl,
      accountId: this.accountId,
      workflowId: this.workflowId,
      firstEnrollment,
      firstRecord,
      count,
      mode,
    }
    const script = join(import.meta.dirname, '..', 'peers', `${name}.mjs`)
    const child = spawn(process.execPath, [script, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let printed = ''
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString()
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`${name} ended with ${code}`)
    await this.#assertDone()
    return (JSON.parse(printed.trim().split('\n').at(-1) ?? '') as { stepsPerSecond: number }).stepsPerSecond
  }

  async close(): Promise<void> {
    await this.stage.drop()
  }

  /** The clock starts at the commit that makes all enrollments visible at once. */
  async #measured(work: (firstEnrollment: number) => Promise<void>): Promise<Sample> {
    await this.#reset()
    const first = await this.#enroll(this.count)
    const start = performance.now()
    const before = await this.#wal()
    await work(first)
    const seconds = (performance.now() - start) / 1000
    const written = (await this.#wal()) - before
    await this.#assertDone()
    const steps = this.count * stepsPerEnrollment
    return { stepsPerSecond: steps / seconds, walPerStep: written / steps }
  }

  /** Every sample starts from the same tables: no history, no dead rows, no dirty pages. */
  async #reset(): Promise<void> {
    await this.stage.db.owner.query(
      'TRUNCATE enrollments, workflow_records, action_log, changes, counter_deltas, counters, pending_changes',
    )
    // A write of the value that is there already is no write: every sample finds the properties empty.
    await this.stage.db.withAccount(this.accountId, 'shared', (tx) =>
      tx.execute(
        sql`UPDATE records SET hot = hot - '{score,stage}'::text[] WHERE hot ?| '{score,stage}'::text[]`,
      ),
    )
    await this.stage.db.owner.query('VACUUM (ANALYZE) records')
    await this.#asSuperuser('CHECKPOINT')
  }

  /** With fresh statistics, in one transaction: nobody sees any of them before. */
  async #enroll(count: number): Promise<number> {
    const client = await this.stage.db.owner.connect()
    try {
      await client.query(`BEGIN; SET LOCAL app.account_id = '${this.accountId}'`)
      await client.query(sql`
        INSERT INTO workflow_records (account_id, workflow_id, record_id, enrollments, first_enrolled_at, last_enrolled_at)
        SELECT ${this.accountId}, ${this.workflowId}, id, 1, now(), now()
        FROM generate_series(${firstRecord}::bigint, ${firstRecord + count - 1}::bigint) id`)
      const { rows } = await client.query<{ first: number }>(sql`
        WITH made AS (
          INSERT INTO enrollments (account_id, workflow_id, record_id, revision_id, state, action_id, lane, due_at, enrolled_at, source)
          SELECT ${this.accountId}, ${this.workflowId}, id, 1, 'ready', '1', 'bulk', now(), now(), '{"type": "MANUAL", "tokenId": null}'
          FROM generate_series(${firstRecord}::bigint, ${firstRecord + count - 1}::bigint) id
          RETURNING id
        ) SELECT min(id) AS first FROM made`)
      await client.query('ANALYZE enrollments, workflow_records; COMMIT')
      return rows[0]?.first ?? 0
    } finally {
      client.release()
    }
  }

  /** The last one first, by its key: a look at the whole queue passes over all that is done already. */
  async #untilDone(last: number): Promise<void> {
    while (await this.#isActive(last)) await pause(10)
    while (await this.#isAnyoneActive()) await pause(10)
  }

  async #isActive(enrollmentId: number): Promise<boolean> {
    const rows = await this.stage.db.withAccount(this.accountId, 'read', (tx) =>
      tx.query(sql`
        SELECT FROM enrollments WHERE account_id = ${this.accountId} AND id = ${enrollmentId} AND ended_at IS NULL`),
    )
    return rows.length > 0
  }

  async #assertDone(): Promise<void> {
    const [row] = await this.stage.db.withAccount(this.accountId, 'read', (tx) =>
      tx.query<{ active: number }>(sql`SELECT count(*) AS active FROM enrollments WHERE state <> 'ended'`),
    )
    if (row?.active !== 0) throw new Error(`${row?.active} enrollments are not done: no figure`)
  }

  async #isAnyoneActive(): Promise<boolean> {
    const rows = await this.stage.db.withAccount(this.accountId, 'read', (tx) =>
      tx.query(
        sql`SELECT id FROM enrollments WHERE account_id = ${this.accountId} AND due_at IS NOT NULL LIMIT 1`,
      ),
    )
    return rows.length > 0
  }

  /** The worker has compiled its code and its plans before the clock starts. */
  async #warm(worker: Running): Promise<void> {
    await this.#reset()
    await this.#enroll(Math.min(30_000, this.count))
    const deadline = Date.now() + 60_000
    while (await this.#isAnyoneActive()) {
      if (Date.now() > deadline) throw new Error(`worker ${worker.pid} moves nothing`)
      await pause(50)
    }
  }

  async #wal(): Promise<number> {
    const { rows } = await this.stage.db.owner.query<{ at: string }>(
      `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS at`,
    )
    return Number(rows[0]?.at)
  }

  async #asSuperuser(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.stage.adminUrl })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
}
