import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { renewSeeds } from '../accounts/renew-seeds.js'
import { singleClient } from '../single-client.js'
import { ensureApplicationRole } from './ensure-application-role.js'

/**
 * The `.sql` files are read where they are written, also by the compiled program: the root bin always runs in a
 * clone, and nothing has to be copied, or forgotten to be copied, into `dist`.
 */
const FOLDER = new URL('../../src/migrations/', import.meta.url)

/** `millrace migrations`, any fixed number: whoever migrates holds it. */
const MIGRATION_LOCK = 0x6d69_6772
const OLDEST_SERVER = 150_000
const LOCK_ATTEMPTS = 20

export interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
  /** First line `-- no-transaction`: one statement that may not run in one, such as CREATE INDEX CONCURRENTLY. */
  readonly alone: boolean
}

export interface MigrationReport {
  /** Names of what ran; with `dryRun`, of what would run. */
  readonly applied: readonly string[]
  readonly alreadyThere: number
}

/** The database cannot be migrated; `message` is a sentence for the operator. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/**
 * Brings a database to the newest schema. Any number of processes may do so at once: the first does the work, the
 * others wait and find it done. A migration that does not get a lock soon, or that whoever works waits for in turn, steps
 * aside and tries again: it never holds up the traffic behind it.
 */
export async function migrate(
  url: string,
  options: {
    readonly log?: (line: string) => void
    readonly dryRun?: boolean
    /** The last migration to apply; absent: all. */
    readonly upTo?: string
  } = {},
): Promise<MigrationReport> {
  const log = options.log ?? (() => {})
  const client = singleClient(url, 'millrace migrate')
  await client.connect()
  try {
    await refuseOldServer(client)
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const migrations = await readMigrations()
    const known = await readKnown(client)
    refuseChanged(migrations, known)
    const missing = migrations.filter(({ name }) => !known.has(name) && name <= (options.upTo ?? name))
    if (!options.dryRun) await applyAll(client, missing, log)
    if (!options.dryRun && options.upTo === undefined) await renewSeeds(client)
    return { applied: missing.map(({ name }) => name), alreadyThere: migrations.length - missing.length }
  } finally {
    await client.end()
  }
}

/** All migrations in order; their numbers must run 0001, 0002, … without a gap. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  names.forEach((name, index) => {
    if (Number(name.slice(0, 4)) === index + 1) return
    throw new MigrationError(`Migration ${name} should be number ${index + 1}.`)
  })
  return Promise.all(names.map(readMigration))
}

async function readMigration(name: string): Promise<Migration> {
  const sql = await readFile(new URL(name, FOLDER), 'utf8')
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { name, sql, checksum, alone: sql.startsWith('-- no-transaction') }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  )
  if (Number(rows[0]?.version) >= OLDEST_SERVER) return
  throw new MigrationError('Millrace needs PostgreSQL 15 or newer.')
}

async function readKnown(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const table = await client.query<{ found: boolean }>(
    "SELECT to_regclass('schema_migrations') IS NOT NULL AS found",
  )
  if (!table.rows[0]?.found) return new Map()
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

function refuseChanged(migrations: readonly Migration[], known: ReadonlyMap<string, string>): void {
  const ours = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of known) {
    const mine = ours.get(name)
    if (mine === undefined) {
      throw new MigrationError(
        `The database knows migration ${name}, this Millrace does not: run the newer Millrace.`,
      )
    }
    if (mine !== checksum) {
      throw new MigrationError(`Migration ${name} was changed after it ran: write a new one instead.`)
    }
  }
}

async function applyAll(
  client: pg.Client,
  missing: readonly Migration[],
  log: (line: string) => void,
): Promise<void> {
  await ensureApplicationRole(client)
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       name text PRIMARY KEY,
       checksum text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
  )
  for (const migration of missing) {
    log(`Migrating: ${migration.name}`)
    await applyPatiently(client, migration, log)
  }
  await client.query('REVOKE ALL ON schema_migrations FROM millrace_app')
}

async function applyPatiently(
  client: pg.Client,
  migration: Migration,
  log: (line: string) => void,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await apply(client, migration)
    } catch (error) {
      if (!isForLocks(error) || attempt === LOCK_ATTEMPTS) throw error
      log(`${migration.name} waits for a lock; trying again (${attempt} of ${LOCK_ATTEMPTS})`)
      await new Promise((resolve) => setTimeout(resolve, 500 * attempt))
    }
  }
}

/**
 * Locks are waited for shorter than a second, after which the server looks for deadlocks: where whoever works and we wait for
 * each other, it is we who let go. Meanwhile everybody queues behind us.
 */
async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("SET lock_timeout = '700ms'")
  if (!migration.alone) await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    if (!migration.alone) await client.query('COMMIT')
  } catch (error) {
    if (!migration.alone) await client.query('ROLLBACK')
    throw error
  }
}

/** lock_not_available, deadlock_detected: nothing was done. */
const forLocks: ReadonlySet<unknown> = new Set(['55P03', '40P01'])

function isForLocks(error: unknown): boolean {
  return error instanceof pg.DatabaseError && forLocks.has(error.code)
}
