import type pg from 'pg'
import type { Database } from './database.js'

/** One transaction of the login, for what lies outside every account: accounts themselves, tokens, apps. */
export async function inLoginTransaction<T>(
  db: Database,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.owner.connect()
  let broken: Error | boolean = false
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
