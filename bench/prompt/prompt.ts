import { setTimeout as pause } from 'node:timers/promises'
import { createToken } from '@millrace/store'
import sql from 'sql-template-tag'
import type { Bench, Context } from '../bench.ts'
import { openAccount } from '../fixture/account.ts'
import type { Stage } from '../fixture/arena.ts'
import { startRole } from '../fixture/arena.ts'
import { criteria, listeningFlow, numberAtLeast, textEquals } from '../fixture/flows.ts'
import { populate } from '../fixture/population.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { untilHealthy } from '../fixture/until-healthy.ts'
import { figureOf, quantile } from '../measure/figure.ts'
import { changeRecords, type Sent } from './change-records.ts'

const workflows = 10
const firstRecord = 1_000_000

/** Consecutive parts of a run: their spread tells how much the machine's other guests had to say. */
const parts = 5

/** Reply to a write → commit of the first step it caused, in milliseconds: ascending, for each part of the run. */
async function latencies(stage: Stage, accountId: number, sent: readonly Sent[]): Promise<number[][]> {
  const rows = await stage.db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ record_id: number; committed: string }>(sql`
      SELECT record_id, extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS committed
      FROM action_log WHERE account_id = ${accountId} AND seq = 1 AND action_id = '1' AND workflow_id <= ${workflows} AND record_id = ANY (${sent.map((s) => s.recordId)}::bigint[])`),
  )
  const committed = new Map(rows.map((row) => [row.record_id, Number(row.committed)]))
  const missing = sent.filter((s) => !committed.has(s.recordId)).length
  if (missing > 0) throw new Error(`${missing} of ${sent.length} writes caused no step: no figure`)
  const each = sent.map((s) => Math.max(0, (committed.get(s.recordId) ?? 0) - s.repliedAt))
  const length = Math.ceil(each.length / parts)
  return Array.from({ length: parts }, (_, i) =>
    each.slice(i * length, (i + 1) * length).sort((a, b) => a - b),
  )
}

async function withProduct<T>(
  context: Context,
  stage: Stage,
  accountId: number,
  work: (url: string, token: string) => Promise<T>,
): Promise<T> {
  const { text: token } = await createToken(stage.db, { accountId, label: 'bench' })
  const port = 4_490
  const server = await startRole('serve', stage.url, { PORT: String(port) })
  const worker = await startRole('work', stage.url)
  const url = `http://127.0.0.1:${port}`
  try {
    await untilHealthy(url)
    return await work(url, token)
  } finally {
    context.workerPeaks.push(worker.peakMemory())
    await Promise.all([server.stop(), worker.stop()])
  }
}

async function publishListeners(stage: Stage, accountId: number): Promise<void> {
  for (let i = 0; i < workflows; i++)
    await publishFlow(
      stage.db,
      accountId,
      listeningFlow(`Stage ${i}`, criteria(textEquals('stage', `reached ${i}`))),
    )
}

const flip = (first: number) => (n: number) => ({
  recordId: first + n,
  properties: { stage: `reached ${n % workflows}` },
})

async function untilSettled(stage: Stage, accountId: number, sent: readonly Sent[]): Promise<void> {
  const last = sent.map((s) => s.recordId)
  for (let i = 0; i < 300; i++) {
    const [row] = await stage.db.withAccount(accountId, 'read', (tx) =>
      tx.query<{ n: number }>(sql`SELECT count(*) AS n FROM action_log
        WHERE account_id = ${accountId} AND seq = 1 AND workflow_id <= ${workflows} AND record_id = ANY (${last}::bigint[])`),
    )
    if (row?.n === sent.length) return
    await pause(100)
  }
}

export const prompt: Bench = {
  names: ['prompt.p50', 'prompt.p99'],
  what: '500 writes/s through the API for 60 s, 10 live workflows: reply → first step committed',
  async run(context) {
    const seconds = Math.max(5, Math.round(60 * context.scale))
    const stage = await context.arena.database('prompt')
    try {
      const accountId = await openAccount(stage.db, 40)
      await populate(stage.db, accountId, {
        count: 510 * seconds * 1.2 + 5_000,
        width: 40,
        first: firstRecord,
      })
      await publishListeners(stage, accountId)
      const found = await withProduct(context, stage, accountId, async (url, token) => {
        await changeRecords(url, token, { perSecond: 200, seconds: 5, write: flip(firstRecord) })
        const sent = await changeRecords(url, token, {
          perSecond: 500,
          seconds,
          write: flip(firstRecord + 4_000),
        })
        await untilSettled(stage, accountId, sent)
        return latencies(stage, accountId, sent)
      })
      const note = `${found.flat().length.toLocaleString('en-US')} writes, five parts`
      return [
        figureOf(
          'prompt.p50',
          found.map((part) => quantile(part, 0.5)),
          'ms',
          { atMost: 15 },
          note,
        ),
        figureOf(
          'prompt.p99',
          found.map((part) => quantile(part, 0.99)),
          'ms',
          { atMost: 100 },
          note,
        ),
      ]
    } finally {
      await stage.drop()
    }
  },
}

export const promptUnderBulk: Bench = {
  names: ['prompt.under-bulk'],
  what: 'the same p99 at 50/s while 1,000,000 existing records enroll',
  async run(context) {
    const count = Math.round(1_000_000 * context.scale)
    const seconds = 30
    const stage = await context.arena.database('prompt_bulk')
    try {
      const accountId = await openAccount(stage.db, 40)
      await populate(stage.db, accountId, { count, width: 40, first: firstRecord })
      await publishListeners(stage, accountId)
      const found = await withProduct(context, stage, accountId, async (url, token) => {
        await changeRecords(url, token, { perSecond: 50, seconds: 3, write: flip(firstRecord) })
        const everyone = listeningFlow('Everyone', criteria(numberAtLeast('visits', 0)), 'score', '9')
        await publishFlow(stage.db, accountId, everyone, { enrollExisting: true, builtBy: 'worker' })
        const sent = await changeRecords(url, token, {
          perSecond: 50,
          seconds,
          write: flip(firstRecord + 1_000),
        })
        await untilSettled(stage, accountId, sent)
        return latencies(stage, accountId, sent)
      })
      return [
        figureOf(
          'prompt.under-bulk',
          found.map((part) => quantile(part, 0.99)),
          'ms',
          { atMost: 500 },
        ),
      ]
    } finally {
      await stage.drop()
    }
  },
}
