// graphile-worker: one job a step; the next step's job is added in the transaction of this one, which makes the pair
// durable. Local queue and 20 jobs at once, as its performance page advises. Jobs are added before the clock starts.
import { EventEmitter, once } from 'node:events'
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { enrollmentsOf, firstWrite, order, report, secondWrite, stageOf } from './crm-work.mjs'

const job = order()
const pool = new pg.Pool({ connectionString: job.url, max: 22 })
// It asks for handlers of its own on a pool that it is given.
pool.on('error', () => {})
pool.on('connect', (client) => client.on('error', () => {}))
const logger = new Logger(() => () => {})
const utils = await makeWorkerUtils({ pgPool: pool, logger })
await utils.migrate()
for (let i = 0; i < job.count; i += 1000) {
  const specs = enrollmentsOf({
    ...job,
    firstEnrollment: job.firstEnrollment + i,
    firstRecord: job.firstRecord + i,
    count: Math.min(1000, job.count - i),
  })
  await utils.addJobs(specs.map((payload) => ({ identifier: 'first', payload })))
}

const finished = new EventEmitter()
let left = job.count
const parameters = ({ enrollmentId, recordId }) => [job.accountId, job.workflowId, [enrollmentId], [recordId]]
const inTransaction = (helpers, work) =>
  helpers.withPgClient(async (client) => {
    await client.query('BEGIN')
    await work(client)
    await client.query('COMMIT')
  })
const taskList = {
  first: (payload, helpers) =>
    inTransaction(helpers, async (client) => {
      const { rows } = await client.query({ name: 'first', text: firstWrite, values: parameters(payload) })
      const next = JSON.stringify({ ...payload, stage: stageOf(rows[0].visits) })
      await client.query({
        name: 'add',
        text: `SELECT graphile_worker.add_job('second', $1::json)`,
        values: [next],
      })
    }),
  second: async (payload, helpers) => {
    await inTransaction(helpers, (client) =>
      client.query({ name: 'second', text: secondWrite, values: [...parameters(payload), [payload.stage]] }),
    )
    if (--left === 0) finished.emit('all')
  },
}
const start = performance.now()
const preset = { worker: { concurrentJobs: 20, pollInterval: 200, localQueue: { size: 500 } } }
const runner = await run({
  pgPool: pool,
  noHandleSignals: true,
  taskList,
  logger,
  preset,
})
await once(finished, 'all')
report(job.count, performance.now() - start)
await runner.stop()
process.exit(0)
