import { join } from 'node:path'
import { type EmbeddedServer, startEmbedded } from '@millrace/store'
import type { Settings } from './settings.js'

/** Where the data is while a command runs. */
export interface DatabaseInUse {
  readonly url: string
  /** The embedded server, when there is no DATABASE_URL. */
  readonly embedded: EmbeddedServer | undefined
  close(): Promise<void>
}

/** DATABASE_URL, or the embedded server of the data directory: the running one, else one for as long as we need it. */
export async function useDatabase(settings: Settings, note: (line: string) => void): Promise<DatabaseInUse> {
  if (settings.databaseUrl) return { url: settings.databaseUrl, embedded: undefined, close: async () => {} }
  const embedded = await startEmbedded({
    dataDir: join(settings.dataDir, 'postgres'),
    logFile: join(settings.dataDir, 'postgres.log'),
    log: note,
  })
  return { url: embedded.url, embedded, close: embedded.stop }
}

/** Runs `work` and lets go of the database however it ends. */
export async function withDatabaseUrl<T>(
  settings: Settings,
  note: (line: string) => void,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const database = await useDatabase(settings, note)
  try {
    return await work(database.url)
  } finally {
    await database.close()
  }
}
