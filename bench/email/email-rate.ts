import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { advance, createWaker } from '@millrace/engine'
import { createEmail, publishEmail } from '@millrace/store'
import sql from 'sql-template-tag'
import type { Bench } from '../bench.ts'
import { openAccount } from '../fixture/account.ts'
import { type Stage, startRole } from '../fixture/arena.ts'
import { criteria, listeningFlow, numberAtLeast } from '../fixture/flows.ts'
import { populate } from '../fixture/population.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { figureOf } from '../measure/figure.ts'

/** Consecutive parts of the run, each a sample. */
const parts = 5
const first = 1_000_000

const paragraph = `<p style="margin: 0 0 1em; font: 16px/1.5 sans-serif">Dear {{ contact.firstname | default: "friend" }},
we have news for {{ contact.property_1 }} and {{ contact.property_2 }}, which {{ contact.lead_source }} told us of.</p>`
/** 6 KB and a dozen tokens, as a newsletter has. */
const html = `<html><body>${paragraph.repeat(3)}${'<p>The same words for everybody who reads this.</p>'.repeat(100)}
<p><a href="{{ unsubscribe_link }}">No more of these</a></p></body></html>`

const document = {
  name: 'News',
  type: 'AUTOMATED_EMAIL',
  subject: 'News for {{ contact.firstname | default: "you" }}',
  from: { fromName: 'Millrace', replyTo: 'news@sender.example.test' },
  content: { html },
  subscriptionDetails: { subscriptionId: '1' },
}

/** Everybody stands at the e-mail, which is the last step; the outbox is full. */
async function fill(stage: Stage, accountId: number, count: number): Promise<number> {
  const { db } = stage
  await populate(db, accountId, { count, width: 40, first })
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE cold_values SET cold = cold || jsonb_build_object(
        'email', 'person' || record_id || '@example.test', 'firstname', 'Person ' || record_id)
      WHERE account_id = ${accountId}`),
  )
  const emailId = await db.withAccount(accountId, 'shared', async (tx) => {
    const id = await createEmail(tx, document.name, document)
    await publishEmail(tx, id, document)
    return id
  })
  const flow = {
    ...listeningFlow('Send', criteria(numberAtLeast('visits', 0))),
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-4',
        actionTypeVersion: 0,
        fields: { content_id: String(emailId) },
      },
    ],
  }
  const workflowId = await publishFlow(db, accountId, flow, { enrollExisting: true })
  const waker = createWaker(db)
  const engine = { db, waker, workerId: randomUUID(), slot: 0 }
  while ((await advance(engine, accountId, 'bulk')).claimed > 0);
  await waker.close()
  return workflowId
}

/** Moments (epoch ms) at which outcomes were written, ascending. */
async function outcomes(stage: Stage, accountId: number, workflowId: number): Promise<number[]> {
  const rows = await stage.db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ at: number }>(sql`SELECT at FROM action_log
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} AND action_id = '1' AND outcome = 'succeeded'
      ORDER BY at`),
  )
  return rows.map(({ at }) => at)
}

async function ask(child: ChildProcess): Promise<{ messages: number; distinct: number }> {
  child.send('count')
  const [answer] = (await once(child, 'message')) as [{ messages: number; distinct: number }]
  return answer
}

export const emailRate: Bench = {
  names: ['email.rate'],
  what: 'personalised e-mails/s to a local mail server, outcome durable',
  async run(context) {
    const count = Math.max(500, Math.round(6_000 * context.scale))
    const stage = await context.arena.database('email_rate')
    const receiver = fork(join(import.meta.dirname, 'receive-mail.mjs'))
    try {
      const [{ port }] = (await once(receiver, 'message')) as [{ port: number }]
      const accountId = await openAccount(stage.db, 40)
      const workflowId = await fill(stage, accountId, count)
      const worker = await startRole('work', stage.url, {
        MILLRACE_SMTP_URL: `smtp://127.0.0.1:${port}`,
        MILLRACE_PUBLIC_URL: 'https://crm.example.test',
      })
      let at: readonly number[] = []
      let cpu = 0
      try {
        const patience = performance.now() + 300_000
        while (at.length < count && performance.now() < patience) {
          await pause(500)
          at = await outcomes(stage, accountId, workflowId)
        }
      } finally {
        context.workerPeaks.push(worker.peakMemory())
        cpu = worker.cpuSeconds()
        await worker.stop()
      }
      const { messages, distinct } = await ask(receiver)
      if (at.length !== count || messages !== count || distinct !== count)
        throw new Error(
          `${at.length} outcomes and ${messages} messages (${distinct} distinct) of ${count}: no figure`,
        )
      const note = `${((cpu * 1000) / count).toFixed(2)} ms of the worker's CPU each`
      return [figureOf('email.rate', rates(at), 'e-mails/s', { atLeast: 300 }, note)]
    } finally {
      receiver.disconnect()
      await stage.drop()
    }
  },
}

function rates(at: readonly number[]): number[] {
  const length = Math.floor(at.length / parts)
  return Array.from({ length: parts }, (_, i) => {
    const begin = at[i * length] ?? 0
    const end = at[Math.min(at.length - 1, (i + 1) * length)] ?? 0
    return Math.round((length * 1000) / Math.max(1, end - begin))
  })
}
