import { createMetrics, serveMetrics } from '@millrace/api'
import { type Database, migrate, openDatabase } from '@millrace/store'
import type { Output } from './command.js'
import { withDatabaseUrl } from './database-in-use.js'
import { CommandFailure, EXIT } from './exit-codes.js'
import { createLog, type Log } from './log.js'
import { type Ready, tellReady } from './ready.js'
import { readSecretKey } from './secret-key.js'
import type { Settings } from './settings.js'
import { listenForStop } from './stop-request.js'
import { hasYoungHeap, runWithYoungHeap } from './supervise/stand-alone.js'
import { version } from './version.js'

/** What the API and the worker are handed. */
export interface RoleInput {
  readonly db: Database
  readonly settings: Settings & { readonly secretKey: Buffer }
  readonly log: Log
  /** The figures of this process; counted also while nobody asks for them. */
  readonly metrics: Metrics
}

export type Metrics = ReturnType<typeof createMetrics>

export interface Role {
  readonly name: 'serve' | 'work'
  /** Milliseconds; a statement that takes longer is stuck. */
  readonly statementTimeout: number
  readonly connections: number
  start(input: RoleInput): Promise<{ readonly url?: string; close(): Promise<void> }>
}

/** One process of a role: ready, then at work until somebody asks it to stop, then drained. */
export async function runRole(role: Role, settings: Settings, output: Output): Promise<number> {
  if (!process.send && !hasYoungHeap()) return runWithYoungHeap(role.name, output)
  const stop = listenForStop()
  const secretKey = await readSecretKey(settings.secretKeyFile)
  await withDatabaseUrl(settings, output.note, async (url) => {
    await refuseOldSchema(url)
    const { name, connections, statementTimeout } = role
    const db = openDatabase({ url, max: connections, statementTimeout, applicationName: `millrace ${name}` })
    const log = createLog(settings, name)
    const metrics = createMetrics({ role: name, version: version(), db })
    try {
      const figures = await offerFigures(metrics, settings, log)
      const running = await role.start({ db, settings: { ...settings, secretKey }, log, metrics })
      announce(output, { role: name, url: running.url, metrics: figures?.url })
      await stop.whenRequested
      await running.close()
      await figures?.close()
    } finally {
      await db.close()
    }
  })
  return EXIT.ok
}

function offerFigures(metrics: Metrics, settings: Settings, log: Log) {
  const { metricsPort: port, metricsHost: host, metricsToken: token } = settings
  if (port === undefined) return undefined
  return serveMetrics(metrics, { host, port, token }, (error) => log.warn({ err: error }, 'no figures'))
}

/** A child tells its supervisor, otherwise we tell the person. */
function announce(output: Output, ready: Ready): void {
  if (process.connected) process.send?.({ ready: true, ...ready })
  else tellReady(output, ready)
}

async function refuseOldSchema(url: string): Promise<void> {
  const { applied } = await migrate(url, { dryRun: true })
  if (applied.length === 0) return
  throw new CommandFailure(
    `The database lacks ${applied.join(', ')}: run \`millrace migrate\` first.`,
    EXIT.failure,
  )
}
