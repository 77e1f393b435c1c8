import sql from 'sql-template-tag'
import type { Database } from '../database.js'

/** One round trip through the application pool: answers, or throws what keeps the database away. */
export async function ping(db: Database): Promise<void> {
  await db.query(sql`SELECT 1`, 'health.ping')
}
