import { setTimeout as pause } from 'node:timers/promises'
import { createToken } from '@millrace/store'
import type { Bench, Context } from '../bench.ts'
import { openAccount } from '../fixture/account.ts'
import { startRole } from '../fixture/arena.ts'
import { criteria, listeningFlow, numberAtLeast, textEquals } from '../fixture/flows.ts'
import { populate } from '../fixture/population.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { untilHealthy } from '../fixture/until-healthy.ts'
import { figureOf } from '../measure/figure.ts'
import { alternate, ratios } from '../measure/pairs.ts'
import { changeRecords } from '../prompt/change-records.ts'

const firstRecord = 1_000_000
const writes = 4_000

/** CPU seconds of server and worker for writes to a property that no live workflow reads. */
async function costOf(
  context: Context,
  workflows: number,
): Promise<{ cost: () => Promise<number>; close: () => Promise<void> }> {
  const stage = await context.arena.database(`flat_${workflows}`)
  const accountId = await openAccount(stage.db, 40)
  await populate(stage.db, accountId, { count: writes, width: 40, first: firstRecord })
  for (let i = 0; i < workflows; i++) {
    const filter = criteria(textEquals('lead_source', `source ${i}`), numberAtLeast('visits', i % 10))
    await publishFlow(stage.db, accountId, listeningFlow(`Live ${i}`, filter))
  }
  const { text: token } = await createToken(stage.db, { accountId, label: 'bench' })
  const port = String(4_500 + (workflows % 97))
  const server = await startRole('serve', stage.url, { PORT: port })
  const worker = await startRole('work', stage.url)
  const url = `http://127.0.0.1:${port}`
  await untilHealthy(url)
  let round = 0
  const cost = async () => {
    round += 1
    // The definitions are loaded and compiled before the clock starts: that is a cost of publishing.
    await changeRecords(url, token, {
      perSecond: 100,
      seconds: 1,
      write: (n) => ({ recordId: firstRecord + n, properties: { property_2: `warm ${round}` } }),
    })
    const before = server.cpuSeconds() + worker.cpuSeconds()
    const sent = await changeRecords(url, token, {
      perSecond: 400,
      seconds: 8,
      write: (n) => ({
        recordId: firstRecord + (n % writes),
        properties: { property_1: `round ${round} ${n}` },
      }),
    })
    await pause(500)
    return (server.cpuSeconds() + worker.cpuSeconds() - before) / sent.length
  }
  const close = async () => {
    context.workerPeaks.push(worker.peakMemory())
    await Promise.all([server.stop(), worker.stop()])
    await stage.drop()
  }
  return { cost, close }
}

export const flatWorkflows: Bench = {
  names: ['flat.workflows'],
  what: 'CPU seconds (worker + server) per change that nobody reads: 1,000 live workflows ÷ 10',
  async run(context) {
    const many = await costOf(context, Math.max(20, Math.round(1_000 * context.scale)))
    const few = await costOf(context, 10)
    try {
      const pairs = await alternate(context.pairs, many.cost, few.cost)
      const perChange = (pairs[0]?.ours ?? 0) * 1000
      return [
        figureOf(
          'flat.workflows',
          ratios(pairs),
          'ratio',
          { atMost: 1.3 },
          `${perChange.toFixed(2)} ms a change`,
        ),
      ]
    } finally {
      await many.close()
      await few.close()
    }
  },
}
