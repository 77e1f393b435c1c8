import pg from 'pg'

/**
 * Copies what stands in one database into another one of an older schema, as far as that knows it: what an older Millrace
 * would have left there. As superuser, past walls, foreign keys and triggers.
 */
export async function copyIntoOldSchema(fromUrl: string, toUrl: string): Promise<void> {
  const [from, to] = [await asAdmin(fromUrl), await asAdmin(toUrl)]
  try {
    await to.query('SET session_replication_role = replica')
    const known = await columnsOf(from)
    for (const [table, columns] of await columnsOf(to)) {
      const shared = columns.filter((column) => known.get(table)?.includes(column)).join(', ')
      if (shared === '' || table === 'schema_migrations') continue
      const { rows } = await from.query<{ rows: string }>(
        `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM (SELECT ${shared} FROM ${table}) t`,
      )
      await to.query(
        `INSERT INTO ${table} (${shared}) OVERRIDING SYSTEM VALUE
         SELECT ${shared} FROM json_populate_recordset(NULL::${table}, $1::json)`,
        [rows[0]?.rows],
      )
    }
    await copySequences(from, to)
  } finally {
    await Promise.all([from.end(), to.end()])
  }
}

async function asAdmin(url: string): Promise<pg.Client> {
  const admin = new URL(process.env.MILLRACE_TEST_ADMIN_URL ?? url)
  admin.pathname = new URL(url).pathname
  const client = new pg.Client({ connectionString: admin.href })
  await client.connect()
  return client
}

/** Tables, not their partitions. */
async function columnsOf(client: pg.Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    SELECT c.relname AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum)::text[] AS columns
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    GROUP BY c.relname ORDER BY c.relname`)
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}

async function copySequences(from: pg.Client, to: pg.Client): Promise<void> {
  const { rows } = await from.query<{ name: string; last: string | null }>(
    "SELECT sequencename AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public'",
  )
  for (const { name, last } of rows) {
    if (last !== null)
      await to.query('SELECT setval(to_regclass($1), $2) WHERE to_regclass($1) IS NOT NULL', [name, last])
  }
}
