import { Pool } from 'undici'
import type { Bench, Context } from '../bench.ts'
import { startRole } from '../fixture/arena.ts'
import { criteria, listeningFlow, textEquals } from '../fixture/flows.ts'
import { publishFlow } from '../fixture/publish-flow.ts'
import { untilHealthy } from '../fixture/until-healthy.ts'
import { type Figure, figureOf, quantile } from '../measure/figure.ts'
import { openLoop, type Request } from '../measure/open-loop.ts'
import { type Crowd, firstNames, lastNames, openCrowd } from './crowd.ts'

const contacts = '/crm/v3/objects/contacts'
const perSecond = 50

/** Consecutive parts of a run: their spread tells how much the machine's other guests had to say. */
const parts = 5

type Ask = (n: number) => Request

/** What is asked 50 times a second, and how long the slowest twentieth may take, in ms. */
const questions: readonly (readonly [name: string, atMost: number, ask: (crowd: Crowd) => Ask])[] = [
  ['api.get', 60, (crowd) => () => ({ method: 'GET', path: `${contacts}/${someone(crowd)}` })],
  [
    'api.list',
    120,
    (crowd) => () => ({ method: 'GET', path: `${contacts}?limit=100&after=${someone(crowd)}` }),
  ],
  [
    'api.patch',
    100,
    (crowd) => (n) => ({
      method: 'PATCH',
      path: `${contacts}/${someone(crowd)}`,
      body: {
        properties: { lastname: `family ${n % lastNames}`, score: String(n), property_7: `text ${n}` },
      },
    }),
  ],
  [
    'api.search',
    150,
    () => (n) => ({
      method: 'POST',
      path: `${contacts}/search`,
      body: {
        filterGroups: [
          {
            filters: [
              { propertyName: 'lastname', operator: 'EQ', value: `Family ${(n * 31) % lastNames}` },
              {
                propertyName: 'firstname',
                operator: 'IN',
                values: [1, 2, 3].map((i) => `name ${(n + i) % firstNames}`),
              },
            ],
          },
        ],
        limit: 100,
      },
    }),
  ],
]

function someone({ first, count }: Crowd): number {
  return first + Math.floor(Math.random() * count)
}

async function ask(context: Context, crowd: Crowd, url: string): Promise<Figure[]> {
  const seconds = Math.max(5, Math.round(30 * context.scale))
  const figures: Figure[] = []
  for (const [name, atMost, question] of questions) {
    if (!context.wanted(name)) continue
    const request = question(crowd)
    await openLoop(url, crowd.token, { perSecond, seconds: 3, request })
    const replies = await openLoop(url, crowd.token, { perSecond, seconds, request })
    const all = replies.map(({ milliseconds }) => milliseconds)
    const length = Math.ceil(all.length / parts)
    const slowest = Array.from({ length: parts }, (_, i) =>
      quantile(
        all.slice(i * length, (i + 1) * length).sort((a, b) => a - b),
        0.95,
      ),
    )
    figures.push(figureOf(name, slowest, 'ms', { atMost }, `p95 of ${all.length} requests, five parts`))
  }
  return figures
}

/** Four clients at once, each creating 100 records a call: 40 properties, three of them keyed. */
async function createInBatches(context: Context, crowd: Crowd, url: string): Promise<Figure> {
  const calls = Math.max(5, Math.round(40 * context.scale))
  const rates: number[] = []
  const pool = new Pool(url, { connections: 4 })
  let made = 0
  for (let run = 0; run <= context.pairs; run++) {
    const begun = performance.now()
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let call = 0; call < calls; call++) {
          made += 100
          await createBatch(pool, crowd.token, made)
        }
      }),
    )
    if (run > 0) rates.push((calls * 400) / ((performance.now() - begun) / 1000))
  }
  await pool.close()
  return figureOf('api.batch', rates, 'records/s', { atLeast: 5_000 }, '4 clients, 100 a call')
}

/** The client has the machine's two cores with the server, so it does as little as it can: what is the same is made once. */
async function createBatch(pool: Pool, token: string, from: number): Promise<void> {
  const inputs = Array.from({ length: 100 }, (_, i) => {
    const own = JSON.stringify({
      email: `made${from + i}@example.test`,
      firstname: `name ${i % firstNames}`,
      lastname: `family ${(from + i) % lastNames}`,
      visits: String(i % 10),
    })
    return `{"properties":{${sameInAll},${own.slice(1)}}`
  })
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: `${contacts}/batch/create`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: `{"inputs":[${inputs.join()}]}`,
  })
  if (statusCode !== 201)
    throw new Error(`a batch answered ${statusCode}: ${(await body.text()).slice(0, 500)}`)
  await body.dump({ limit: 10_000_000 })
}

/** 36 of the 40 properties, as members of a JSON object. */
const sameInAll = JSON.stringify({
  ...Object.fromEntries(Array.from({ length: 33 }, (_, k) => [`property_${k + 1}`, `some text value ${k}`])),
  lead_source: 'google',
  score: '1',
  stage: 'new',
}).slice(1, -1)

export const api: Bench = {
  names: ['api.get', 'api.list', 'api.patch', 'api.search', 'api.batch'],
  what: 'the objects API at 50 requests/s, and batches of 100; 1,000,000 records, one live workflow',
  async run(context) {
    const crowd = await openCrowd(context, 'api')
    const { stage } = crowd
    const port = 4_491
    const server = await startRole('serve', stage.url, { PORT: String(port) })
    const worker = await startRole('work', stage.url)
    try {
      await publishFlow(
        stage.db,
        crowd.accountId,
        listeningFlow('Listening', criteria(textEquals('stage', 'reached'))),
      )
      const url = `http://127.0.0.1:${port}`
      await untilHealthy(url)
      const figures = await ask(context, crowd, url)
      if (context.wanted('api.batch')) figures.push(await createInBatches(context, crowd, url))
      return figures
    } finally {
      context.workerPeaks.push(worker.peakMemory())
      await Promise.all([server.stop(), worker.stop()])
      await stage.drop()
    }
  },
}
