import { setTimeout as pause } from 'node:timers/promises'
import { type DatabaseInUse, useDatabase } from '../database-in-use.js'
import type { Settings } from '../settings.js'

const LOOK_EVERY_MS = 250

/** Keeps the embedded server running: when it is killed, it is started again, on the same port where that is free. */
export async function keepDatabase(
  settings: Settings,
  options: { readonly note: (line: string) => void; readonly onMoved: (url: string) => void },
): Promise<DatabaseInUse> {
  let current = await useDatabase(settings, options.note)
  if (!current.embedded) return current
  const stopped = new AbortController()
  const watching = watch()

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      await pause(LOOK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {})
      if (!stopped.signal.aborted && !current.embedded?.isAlive()) await startAgain()
    }
  }

  async function startAgain(): Promise<void> {
    options.note('PostgreSQL ended unexpectedly; starting it again')
    const { url } = current
    try {
      current = await useDatabase(settings, options.note)
      if (current.url !== url) options.onMoved(current.url)
    } catch (error) {
      options.note(error instanceof Error ? error.message : String(error))
      await pause(1000)
    }
  }

  return {
    url: current.url,
    embedded: current.embedded,
    async close() {
      stopped.abort()
      await watching
      await current.close()
    },
  }
}
