// DBOS: one workflow an enrollment, each write a transaction of its PostgreSQL data source, whose checkpoint commits
// together with the write (their documented fastest durable step). Workflows start in this process, 50 in flight.
import { DBOS } from '@dbos-inc/dbos-sdk'
import { PostgresDataSource } from '@dbos-inc/postgres-datasource'
import { enrollmentsOf, firstWrite, inParallel, order, report, secondWrite, stageOf } from './crm-work.mjs'

const job = order()
const url = new URL(job.url)
const options = {
  host: url.hostname,
  port: Number(url.port),
  user: url.username,
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
  max: 20,
}
await PostgresDataSource.initializeDBOSSchema(options)
const source = new PostgresDataSource('crm', options)

const first = source.registerTransaction(
  async ({ enrollmentId, recordId }) => {
    const rows = await source.client.unsafe(firstWrite, [
      job.accountId,
      job.workflowId,
      [enrollmentId],
      [recordId],
    ])
    return rows[0].visits
  },
  { name: 'first' },
)
const second = source.registerTransaction(
  async ({ enrollmentId, recordId }, stage) => {
    await source.client.unsafe(secondWrite, [
      job.accountId,
      job.workflowId,
      [enrollmentId],
      [recordId],
      [stage],
    ])
  },
  { name: 'second' },
)
const advance = DBOS.registerWorkflow(
  async (enrollment) => {
    const visits = await first(enrollment)
    await second(enrollment, stageOf(visits))
  },
  { name: 'advance' },
)

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: job.url, runAdminServer: false, logLevel: 'error' })
await DBOS.launch()
const start = performance.now()
await inParallel(enrollmentsOf(job), 50, async (enrollment) => {
  const handle = await DBOS.startWorkflow(advance)(enrollment)
  await handle.getResult()
})
report(job.count, performance.now() - start)
await DBOS.shutdown()
process.exit(0)
