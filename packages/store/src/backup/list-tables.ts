import type pg from 'pg'
import { BackupError, type BackupTable, type MonthPartition } from './archive.js'

/** What belongs to running processes, or is written by migrating. */
const LEFT_OUT = ['schema_migrations', 'workers', 'wave_notes']

export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { oid: number }>(
    `SELECT c.oid::int, c.relname AS name, c.relrowsecurity AS walled,
       array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attgenerated = '' AND c.relname <> ALL ($1)
     GROUP BY c.oid ORDER BY c.relname`,
    [LEFT_OUT],
  )
  const references = await client.query<{ from: number; to: number }>(
    `SELECT conrelid::int AS from, confrelid::int AS to FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid`,
  )
  return inOrder(rows, references.rows).map(({ name, columns, walled }) => ({ name, columns, walled }))
}

/** Referred tables first. */
function inOrder<T extends { readonly oid: number }>(
  tables: readonly T[],
  references: readonly { readonly from: number; readonly to: number }[],
): T[] {
  const ordered: T[] = []
  let waiting = [...tables]
  while (waiting.length > 0) {
    const waitingIds = new Set(waiting.map(({ oid }) => oid))
    const free = waiting.filter(
      ({ oid }) => !references.some(({ from, to }) => from === oid && waitingIds.has(to)),
    )
    if (free.length === 0)
      throw new BackupError('Tables refer to each other in a circle: no order restores them.')
    ordered.push(...free)
    waiting = waiting.filter((table) => !free.includes(table))
  }
  return ordered
}

export async function listMonthPartitions(client: pg.ClientBase): Promise<MonthPartition[]> {
  const { rows } = await client.query<MonthPartition>(
    `SELECT p.relname AS parent, replace(right(c.relname, 7), '_', '-') || '-01' AS month
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE c.relkind = 'r' AND c.relname ~ '_[0-9]{4}_[0-9]{2}$' AND c.relnamespace = 'public'::regnamespace
     ORDER BY 1, 2`,
  )
  return rows
}
