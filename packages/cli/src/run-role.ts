import { type Database, migrate, openDatabase } from '@millrace/store'
import type { Output } from './command.js'
import { withDatabaseUrl } from './database-in-use.js'
import { CommandFailure, EXIT } from './exit-codes.js'
import { createLog, type Log } from './log.js'
import { readSecretKey } from './secret-key.js'
import type { Settings } from './settings.js'
import { listenForStop } from './stop-request.js'

/** What the API and the worker are handed. */
export interface RoleInput {
  readonly db: Database
  readonly settings: Settings & { readonly secretKey: Buffer }
  readonly log: Log
}

export interface Role {
  readonly name: 'serve' | 'work'
  /** Milliseconds; a statement that takes longer is stuck. */
  readonly statementTimeout: number
  readonly connections: number
  start(input: RoleInput): Promise<{ readonly url?: string; close(): Promise<void> }>
}

/** One process of a role: ready, then at work until somebody asks it to stop, then drained. */
export async function runRole(role: Role, settings: Settings, output: Output): Promise<number> {
  const stop = listenForStop()
  const secretKey = await readSecretKey(settings.secretKeyFile)
  await withDatabaseUrl(settings, output.note, async (url) => {
    await refuseOldSchema(url)
    const { name, connections, statementTimeout } = role
    const db = openDatabase({ url, max: connections, statementTimeout, applicationName: `millrace ${name}` })
    try {
      const running = await role.start({
        db,
        settings: { ...settings, secretKey },
        log: createLog(settings, name),
      })
      announce(output, name, running.url)
      await stop.whenRequested
      await running.close()
    } finally {
      await db.close()
    }
  })
  return EXIT.ok
}

/** A child tells its supervisor, otherwise we tell the person. */
function announce(output: Output, name: Role['name'], url: string | undefined): void {
  if (process.connected) process.send?.({ ready: true, url })
  else output.result(url ? `Serving at ${url}` : 'Working', { role: name, url })
}

async function refuseOldSchema(url: string): Promise<void> {
  const { applied } = await migrate(url, { dryRun: true })
  if (applied.length === 0) return
  throw new CommandFailure(
    `The database lacks ${applied.join(', ')}: run \`millrace migrate\` first.`,
    EXIT.failure,
  )
}
