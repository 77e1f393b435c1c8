import pg from 'pg'
import { pause } from './wait.js'

/** Tables everybody reads and writes all the time. */
const tables = ['records', 'enrollments', 'pending_changes', 'outbox', 'changes', 'action_log'] as const

/**
 * What a migration does to a table under load: one more column, under the rules of `run-migrations.ts`. It waits 3 s for its
 * lock, steps aside and tries again, so that nobody waits behind it for longer; statements that were prepared before must go
 * on. False when the server went away.
 */
export async function migrateUnderLoad(url: string, n: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'chaos migration' })
  client.on('error', () => {})
  const table = tables[n % tables.length]
  try {
    await client.connect()
    for (let attempt = 1; attempt <= 5; attempt++) {
      try {
        await client.query("SET lock_timeout = '3s'")
        await client.query(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS chaos_${n} int DEFAULT 0`)
        return true
      } catch (error) {
        if (!isLockTimeout(error)) return false
        await pause(200 * attempt)
      }
    }
    return false
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '55P03'
}
