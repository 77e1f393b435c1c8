import sql, { join, raw } from 'sql-template-tag'
import type { Database } from '../database.js'

const walledTables = new WeakMap<Database, Promise<readonly string[]>>()

/** A digest of every row of an account, whatever table it is in: equal before and after a request that changed nothing. */
export async function fingerprint(db: Database, accountId: number): Promise<string> {
  const tables = await tablesOf(db)
  const [row] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ print: string }>(sql`
      SELECT md5(concat_ws(',', ${join(
        tables.map((table) => sql`(SELECT string_agg(t::text, ',' ORDER BY t::text) FROM ${raw(table)} t)`),
      )})) AS print`),
  )
  return row?.print ?? ''
}

/** Derived from the schema, so that no new table is forgotten; read once, for it is asked hundreds of times. */
function tablesOf(db: Database): Promise<readonly string[]> {
  const known = walledTables.get(db) ?? readTables(db)
  walledTables.set(db, known)
  return known
}

async function readTables(db: Database): Promise<readonly string[]> {
  const { rows } = await db.owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relrowsecurity
     ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}
