import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { singleClient } from '../single-client.js'
import { type TestDatabase, testDatabase } from '../testing/index.js'
import { migrate, readMigrations } from './run-migrations.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function emptyDatabase(name: string): Promise<string> {
  await database.db.owner.query(`CREATE DATABASE ${name}`)
  const url = new URL(database.url)
  url.pathname = name
  return url.href
}

test('a migrated database has nothing left to do', async () => {
  const { length } = await readMigrations()
  expect(await migrate(database.url)).toEqual({ applied: [], alreadyThere: length })
})

test('a dry run names what it would do and does nothing', async () => {
  const url = await emptyDatabase('dry_run')
  const first = await migrate(url, { dryRun: true })
  expect(first.applied[0]).toBe('0001-schema.sql')
  expect(await migrate(url, { dryRun: true })).toEqual(first)
})

test('of migrators that race, one does the work and the others find it done', async () => {
  const url = await emptyDatabase('raced')
  const reports = await Promise.all([migrate(url), migrate(url), migrate(url)])
  const { length } = await readMigrations()
  expect(reports.map((report) => report.applied.length).sort()).toEqual([0, 0, length])
})

test('a migration that somebody waits for, who holds what it waits for itself, lets go and tries again', async () => {
  const url = await emptyDatabase('waited_for')
  await migrate(url, { upTo: '0004-association-labels.sql' })
  const working = singleClient(url, 'somebody who works')
  await working.connect()
  try {
    // 0005 alters lists, then list_members.
    await working.query('BEGIN; LOCK TABLE list_members IN ACCESS SHARE MODE')
    const migrating = migrate(url, { upTo: '0005-lists.sql' })
    while (!(await waits(working, 'list_members')));
    await working.query('LOCK TABLE lists IN ACCESS SHARE MODE')
    await working.query('COMMIT')
    expect(await migrating).toMatchObject({ applied: ['0005-lists.sql'] })
  } finally {
    await working.end()
  }
})

async function waits(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM pg_locks WHERE relation = $1::regclass AND mode = 'AccessExclusiveLock' AND NOT granted`,
    [table],
  )
  return rows.length > 0
}

test('a migration changed after it ran is refused by name', async () => {
  const { owner } = database.db
  await owner.query("UPDATE schema_migrations SET checksum = 'other' WHERE name = '0001-schema.sql'")
  await expect(migrate(database.url)).rejects.toThrow('Migration 0001-schema.sql was changed after it ran')
})

test('a database of a newer Millrace is refused', async () => {
  const { owner } = database.db
  await owner.query('DELETE FROM schema_migrations')
  await owner.query("INSERT INTO schema_migrations (name, checksum) VALUES ('9999-later.sql', '')")
  await expect(migrate(database.url)).rejects.toThrow('run the newer Millrace')
})

test('engine.md 1: the application runs as a role that owns nothing and cannot read another schema version', async () => {
  const { rows } = await database.db.app.query('SELECT current_user AS role')
  expect(rows).toEqual([{ role: 'millrace_app' }])
  await expect(database.db.app.query('SELECT FROM schema_migrations')).rejects.toThrow('permission denied')
})
