import type { Database } from '../database.js'

const partitioned = ['changes', 'action_log', 'events'] as const

/** Makes the partitions of this month and the ones after it; those that stand stay. */
export async function makePartitions(db: Database, months: number): Promise<void> {
  for (const table of partitioned) {
    await db.owner.query('SELECT make_month_partitions($1, now()::date, $2)', [table, months])
  }
}

/** Drops the months of the action log that lie whole before `before` (epoch ms), and names them (M-RET-1). */
export async function dropActionLog(db: Database, before: number): Promise<string[]> {
  const { rows } = await db.owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'action_log'::regclass AND c.relname ~ '^action_log_[0-9]{4}_[0-9]{2}$'
       AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= to_timestamp($1 / 1000.0)
     ORDER BY 1`,
    [before],
  )
  for (const { name } of rows) await db.owner.query(`DROP TABLE IF EXISTS ${name}`)
  return rows.map(({ name }) => name)
}
