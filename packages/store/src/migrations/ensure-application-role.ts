import pg from 'pg'

/** Two databases of one server may be migrated at once, and roles belong to the server: these mean "somebody was faster". */
const RACES = new Set(['42710', '23505', 'XX000'])

/**
 * The role requests and waves run as (engine.md 1): it owns nothing and cannot log in; our login may become it.
 */
export async function ensureApplicationRole(client: pg.Client): Promise<void> {
  const role = await client.query("SELECT FROM pg_roles WHERE rolname = 'millrace_app'")
  if (role.rowCount === 0) await ignoringRaces(() => client.query('CREATE ROLE millrace_app NOLOGIN'))
  if (!(await mayBecome(client)))
    await ignoringRaces(() => client.query('GRANT millrace_app TO CURRENT_USER'))
}

async function mayBecome(client: pg.Client): Promise<boolean> {
  // Since 16 being a member does not yet mean that one may SET ROLE.
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT pg_has_role(current_user, 'millrace_app',
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`,
  )
  return rows[0]?.may === true
}

async function ignoringRaces(attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !RACES.has(error.code ?? '')) throw error
  }
}
