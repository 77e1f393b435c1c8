// Restate: a real single-node server from its npm binary; one handler call an enrollment, each write a journaled
// `ctx.run`. 100 calls in flight through its ingress.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as restate from '@restatedev/restate-sdk'
import * as clients from '@restatedev/restate-sdk-clients'
import pg from 'pg'
import { enrollmentsOf, firstWrite, inParallel, order, report, secondWrite, stageOf } from './crm-work.mjs'

// Its SDK wants this from Node 22.
Promise.withResolvers ??= () => {
  const made = {}
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
  return made
}

const job = order()
const pool = new pg.Pool({ connectionString: job.url, max: 20 })
const parameters = ({ enrollmentId, recordId }) => [job.accountId, job.workflowId, [enrollmentId], [recordId]]
async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

const crm = restate.service({
  name: 'crm',
  handlers: {
    advance: async (ctx, enrollment) => {
      const visits = await ctx.run('first', async () => {
        const { rows } = await pool.query({ name: 'first', text: firstWrite, values: parameters(enrollment) })
        return rows[0].visits
      })
      await ctx.run('second', async () => {
        await pool.query({
          name: 'second',
          text: secondWrite,
          values: [...parameters(enrollment), [stageOf(visits)]],
        })
      })
    },
  },
})
const port = await restate.serve({ services: [crm], port: 0, logger: () => {} })

const require = createRequire(import.meta.url)
const platform = require.resolve(
  `@restatedev/restate-server-${process.platform}-${process.arch}/package.json`,
)
const dataDir = await mkdtemp(join(tmpdir(), 'restate-'))
const [ingress, admin, fabric] = await Promise.all([freePort(), freePort(), freePort()])
const server = spawn(
  join(dirname(platform), 'bin', 'restate-server'),
  ['--base-dir', dataDir, '--node-name', 'bench'],
  {
    stdio: 'ignore',
    env: {
      ...process.env,
      RESTATE_LOG_FILTER: 'error',
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${fabric}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    },
  },
)
try {
  const answers = async (url, init) => (await fetch(url, init).catch(() => undefined))?.ok === true
  const until = async (ask) => {
    for (let i = 0; i < 300; i++) {
      if (await ask()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('the Restate server did not come up within 30 s')
  }
  await until(() => answers(`http://127.0.0.1:${admin}/health`))
  const deployment = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${port}` }),
  }
  await until(() => answers(`http://127.0.0.1:${admin}/deployments`, deployment))

  const client = clients.connect({ url: `http://127.0.0.1:${ingress}` }).serviceClient({ name: 'crm' })
  const start = performance.now()
  await inParallel(enrollmentsOf(job), 100, (enrollment) => client.advance(enrollment))
  report(job.count, performance.now() - start)
} finally {
  server.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
}
process.exit(0)
