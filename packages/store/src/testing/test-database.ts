import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Database, openDatabase } from '../database.js'

export const SERVER_URL_VARIABLE = 'MILLRACE_TEST_SERVER_URL'
/** The superuser's: only it may throw out an autovacuum that stands in the way of a DROP. */
export const ADMIN_URL_VARIABLE = 'MILLRACE_TEST_ADMIN_URL'
export const TEMPLATE_DATABASE = 'millrace_template'

export interface TestDatabase {
  readonly url: string
  readonly db: Database
  /** Closes `db` and drops the database, whoever else is still connected. */
  close(): Promise<void>
}

/** A database of its own for one test file, migrated to the newest schema: a copy of the run's template. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env[SERVER_URL_VARIABLE]
  if (!server)
    throw new Error(`testDatabase() works under vitest, whose global setup sets ${SERVER_URL_VARIABLE}`)
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`)
  const url = new URL(server)
  url.pathname = name
  const db = openDatabase({ url: url.href, applicationName: name })
  return {
    url: url.href,
    db,
    async close() {
      await db.close()
      await onServer(process.env[ADMIN_URL_VARIABLE] ?? server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
