import { matchCount } from '@millrace/engine'
import { definitionsOf } from '@millrace/store'
import type { Bench } from '../bench.ts'
import { criteria, dateAfter, listeningFlow, numberAtLeast, textEquals } from '../fixture/flows.ts'
import { parsedFlow } from '../fixture/publish-flow.ts'
import { figureOf } from '../measure/figure.ts'
import { openMillion } from './population.ts'

const filter = criteria(
  textEquals('lead_source', 'Google'),
  numberAtLeast('visits', 3),
  dateAfter('last_seen', { year: 2023, month: 11, day: 16 }),
)

export const countMillion: Bench = {
  names: ['count.million'],
  what: 'exact match count over text, number and date, 1,000,000 records',
  async run(context) {
    const { stage, accountId } = await openMillion(context, 'count_million')
    try {
      const flow = parsedFlow(listeningFlow('Counted', filter))
      const seconds: number[] = []
      let count = 0
      for (let i = 0; i <= context.pairs; i++) {
        const start = performance.now()
        const answer = await stage.db.withAccount(accountId, 'read', async (tx) =>
          matchCount(tx, await definitionsOf(tx), flow),
        )
        count = answer.count
        if (i > 0) seconds.push((performance.now() - start) / 1000)
      }
      return [
        figureOf('count.million', seconds, 's', { atMost: 2 }, `${count.toLocaleString('en-US')} match`),
      ]
    } finally {
      await stage.drop()
    }
  },
}
