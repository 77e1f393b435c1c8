import { Problem } from '@millrace/model'
import { type Database, openDatabase } from '@millrace/store'
import type { Output } from './command.js'
import { withDatabaseUrl } from './database-in-use.js'
import { CommandFailure, EXIT } from './exit-codes.js'
import type { Settings } from './settings.js'

/** Runs a short command on the database; a refusal of its input ends it as wrong usage. */
export function withDatabase<T>(
  command: string,
  settings: Settings,
  output: Output,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  return withDatabaseUrl(settings, output.note, async (url) => {
    const db = openDatabase({ url, max: 2, applicationName: `millrace ${command}` })
    try {
      return await work(db)
    } catch (error) {
      if (error instanceof Problem && error.status < 500) throw new CommandFailure(error.message, EXIT.usage)
      throw error
    } finally {
      await db.close()
    }
  })
}
