import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/**
 * The database's clock, epoch ms: the one `now` of whatever follows. Asked after locking, for a transaction may have begun
 * long before a writer that it waited for.
 */
export async function readClock(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ now: number }>(
    sql`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
    'clock.read',
  )
  if (!row) throw new Error('the database did not say what time it is')
  return row.now
}
