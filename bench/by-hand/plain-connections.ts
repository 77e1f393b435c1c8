import pg from 'pg'
import type { Sql } from 'sql-template-tag'

/**
 * Connections as a developer opens them: behind the same walls, with PostgreSQL's own choice of plans. Ours prefer keys,
 * which would hold a hand-written statement back.
 */
export interface PlainConnections {
  /** One statement in one transaction of the account. */
  run(accountId: number, statement: Sql): Promise<void>
  close(): Promise<void>
}

export function openPlainConnections(url: string, max: number): PlainConnections {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: '-c role=millrace_app',
    idleTimeoutMillis: 0,
  })
  return {
    async run(accountId, statement) {
      const client = await pool.connect()
      try {
        await client.query(`BEGIN; SET LOCAL app.account_id = '${accountId}'`)
        await client.query({ name: 'by-hand', text: statement.text, values: statement.values })
        await client.query('COMMIT')
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}
