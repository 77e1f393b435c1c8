import { testDatabase } from '@millrace/store/testing'
import pg from 'pg'

export interface EmptyDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** A database in which nothing is yet, not even a schema. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  // The template's copy is of today: everything in it goes.
  const { url, db, close } = await testDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DROP SCHEMA public CASCADE')
  await client.query('CREATE SCHEMA public')
  await client.end()
  await db.close()
  return { url, drop: () => close().catch(() => {}) }
}
