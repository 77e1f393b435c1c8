// pg-boss in batches: its handler gets up to 500 jobs at once and inserts the next step's jobs in one call. Jobs are
// inserted before the clock starts; four workers a queue.
import { EventEmitter, once } from 'node:events'
import pg from 'pg'
import PgBoss from 'pg-boss'
import { enrollmentsOf, firstWrite, order, report, secondWrite, stageOf } from './crm-work.mjs'

const job = order()
const pool = new pg.Pool({ connectionString: job.url, max: 20 })
const boss = new PgBoss({ connectionString: job.url, max: 10, supervise: false, schedule: false })
await boss.start()
await boss.createQueue('first')
await boss.createQueue('second')
const all = enrollmentsOf(job)
for (let i = 0; i < all.length; i += 1000)
  await boss.insert(all.slice(i, i + 1000).map((data) => ({ name: 'first', data })))

const finished = new EventEmitter()
let left = job.count
const parameters = (items) => [
  job.accountId,
  job.workflowId,
  items.map((i) => i.enrollmentId),
  items.map((i) => i.recordId),
]
const run = (name, text, items, ...more) =>
  pool.query({ name, text, values: [...parameters(items), ...more] })

// `each`: a job is a job, 20 at once, as the documentation's batch handler does. `together`: the developer writes the
// batch's CRM work as one statement, which is half of what Millrace is.
const works = {
  each: {
    first: async (items) =>
      (await Promise.all(items.map(async (item) => (await run('first', firstWrite, [item])).rows))).flat(),
    second: (items) => Promise.all(items.map((item) => run('second', secondWrite, [item], [item.stage]))),
  },
  together: {
    first: async (items) => (await run('first', firstWrite, items)).rows,
    second: (items) =>
      run(
        'second',
        secondWrite,
        items,
        items.map((item) => item.stage),
      ),
  },
}
const work = works[job.mode ?? 'each']

async function first(jobs) {
  const items = jobs.map(({ data }) => data)
  const visits = new Map((await work.first(items)).map((row) => [Number(row.enrollment_id), row.visits]))
  const next = items.map((data) => ({
    name: 'second',
    data: { ...data, stage: stageOf(visits.get(data.enrollmentId)) },
  }))
  await boss.insert(next)
}
async function second(jobs) {
  const items = jobs.map(({ data }) => data)
  await work.second(items)
  left -= items.length
  if (left === 0) finished.emit('all')
}
const start = performance.now()
for (let i = 0; i < 4; i++) {
  await boss.work('first', { batchSize: 500, pollingIntervalSeconds: 0.5 }, first)
  await boss.work('second', { batchSize: 500, pollingIntervalSeconds: 0.5 }, second)
}
await once(finished, 'all')
report(job.count, performance.now() - start)
process.exit(0)
