import { singleClient } from '../single-client.js'

/**
 * The login Millrace uses and its database. The login is no superuser: what works here also works with a managed
 * PostgreSQL, and row-level security holds for it too.
 */
export async function ensureDatabase(adminUrl: string, password: string): Promise<void> {
  const client = singleClient(adminUrl, 'millrace start')
  await client.connect()
  try {
    const login = await client.query("SELECT FROM pg_roles WHERE rolname = 'millrace'")
    if (login.rowCount === 0) {
      await client.query(
        `CREATE ROLE millrace LOGIN CREATEROLE CREATEDB PASSWORD ${client.escapeLiteral(password)}`,
      )
    }
    const database = await client.query("SELECT FROM pg_database WHERE datname = 'millrace'")
    if (database.rowCount === 0) await client.query('CREATE DATABASE millrace OWNER millrace')
  } finally {
    await client.end()
  }
}
