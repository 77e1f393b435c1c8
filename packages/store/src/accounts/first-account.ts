import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { createAccount, type NewAccount } from './create-account.js'

/** Whoever looks for the first account and may make it holds this lock. */
const FIRST_ACCOUNT_LOCK = 0x6d66_6972

/** The oldest account, or a new one where there is none; of several first starts at once, one makes it. */
export async function firstAccount(
  db: Database,
  fallback: NewAccount,
): Promise<{ readonly id: number; readonly created: boolean }> {
  const client = await db.owner.connect()
  try {
    await client.query(sql`SELECT pg_advisory_lock(${FIRST_ACCOUNT_LOCK})`)
    const { rows } = await client.query<{ id: number }>(sql`SELECT id FROM accounts ORDER BY id LIMIT 1`)
    const found = rows[0]?.id
    if (found !== undefined) return { id: found, created: false }
    return { id: await createAccount(db, fallback), created: true }
  } finally {
    await client.query(sql`SELECT pg_advisory_unlock_all()`)
    client.release()
  }
}
