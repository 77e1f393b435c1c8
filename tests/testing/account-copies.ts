import type { Database } from '@millrace/store'

/**
 * Makes accounts that are one account in every row, its ids included: they are counted per account. Building the same
 * world a few hundred times takes minutes; copying it, seconds. What happens to the original afterwards is not copied.
 */
export async function accountCopies(db: Database, accountId: number): Promise<() => Promise<number>> {
  const { rows: tables } = await db.owner.query<{ name: string; columns: string }>(`
    SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ') AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relrowsecurity AND a.attname <> 'account_id'
    -- Tables whose rows others refer to come first.
    GROUP BY c.oid, c.relname
    ORDER BY NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.confrelid = c.oid), c.relname`)
  // The walls let one account be seen at a time, so that its rows go by way of tables without walls.
  const keep = tables.map(
    ({ name }) => `CREATE TABLE copied.${name} AS SELECT * FROM ${name} WHERE account_id = ${accountId}`,
  )
  await db.owner.query(
    `BEGIN; SET LOCAL app.account_id = ${accountId}; CREATE SCHEMA copied; ${keep.join(';')}; COMMIT`,
  )
  return async () => {
    const { rows } = await db.owner.query<{ id: number }>(`
      INSERT INTO accounts (name, time_zone, fiscal_year_start_month, definitions_epoch)
      SELECT name, time_zone, fiscal_year_start_month, definitions_epoch FROM accounts WHERE id = ${accountId} RETURNING id`)
    const copy = rows[0]?.id
    const fill = tables.map(
      ({ name, columns }) => `INSERT INTO ${name} (account_id, ${columns}) OVERRIDING SYSTEM VALUE
        SELECT ${copy}, ${columns} FROM copied.${name}`,
    )
    await db.owner.query(`BEGIN; SET LOCAL app.account_id = ${copy}; ${fill.join(';')}; COMMIT`)
    return copy ?? 0
  }
}
