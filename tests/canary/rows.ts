// What the database holds of one account, whichever tables there are.
import type { Database } from '@millrace/store'
import sql, { raw } from 'sql-template-tag'
import { canary, handle } from './plant.js'

/** Tables that name an account in each row: those that are walled, and the few that are read before one is known. */
export async function tablesOf(db: Database): Promise<string[]> {
  const { rows } = await db.owner.query<{ name: string }>(`
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('account_work', 'wave_notes') ORDER BY 1`)
  return rows.map(({ name }) => name)
}

/** All rows of an account as texts, by table. */
export async function rowsOf(db: Database, accountId: number): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  const tables = await tablesOf(db)
  await db.withAccount(accountId, 'read', async (tx) => {
    for (const table of tables) {
      const [row] = await tx.query<{ dump: string | null }>(
        sql`SELECT string_agg(t::text, ',' ORDER BY t::text) AS dump FROM ${raw(table)} t WHERE account_id = ${accountId}`,
      )
      all.set(table, row?.dump ?? '')
    }
  })
  return all
}

/** Values by which rows of an account are named, one row a table: `id`, `workflow_id`, `name` … */
export async function namesOf(
  db: Database,
  accountId: number,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const all = new Map<string, Readonly<Record<string, string>>>()
  const tables = await tablesOf(db)
  await db.withAccount(accountId, 'read', async (tx) => {
    for (const table of tables) {
      // One that was made by hand, where there is one: what every account begins with has the same names in both.
      const rows = await tx.query<{ row: Record<string, unknown> }>(
        sql`SELECT to_jsonb(t) AS row FROM ${raw(table)} t WHERE account_id = ${accountId}`,
      )
      const own = (word: string) => rows.findLast(({ row }) => JSON.stringify(row).includes(word))
      const chosen = own(handle) ?? own(canary) ?? rows.at(-1)
      if (chosen) all.set(table, namesIn(chosen.row))
    }
  })
  return all
}

function namesIn(row: Readonly<Record<string, unknown>>): Record<string, string> {
  const names: Record<string, string> = {}
  for (const [column, value] of Object.entries(row)) {
    if (column === 'account_id' || !/(^|_)id$|^(name|uuid|guid|email)$/.test(column)) continue
    const name = typeof value === 'number' ? String(value) : value
    if (typeof name === 'string' && !name.includes(canary)) names[column] = name
  }
  return names
}
