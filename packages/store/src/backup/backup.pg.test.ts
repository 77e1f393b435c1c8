import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedName } from '../accounts/renew-seeds.js'
import { type TestDatabase, testDatabase } from '../testing/index.js'
import { listTables } from './list-tables.js'
import { restoreBackup } from './restore-backup.js'
import { readTar } from './tar.js'
import { writeBackup } from './write-backup.js'

let source: TestDatabase
let dir: string
let file: string

beforeAll(async () => {
  source = await testDatabase()
  dir = await mkdtemp(join(tmpdir(), 'millrace-backup-'))
  file = join(dir, 'all.backup')
  await fill(source.url)
  await writeBackup(source.url, file)
})
afterAll(async () => {
  await source.close()
  await rm(dir, { recursive: true, force: true })
})

/** Two accounts; values that COPY must escape; more than one chunk; a partition of its own. */
async function fill(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("INSERT INTO accounts (name, seed) VALUES ('One\tof\\\\two', $1), ('Two', $1)", [
      seedName(),
    ])
    await client.query("SELECT make_month_partitions('changes', '2025-03-01', 1)")
    for (const account of [1, 2]) {
      await client.query(`BEGIN; SET LOCAL app.account_id = '${account}'`)
      await client.query(
        `INSERT INTO records (account_id, object_type_id, hot)
         SELECT ${account}, '0-1', jsonb_build_object('note', E'line\\n\\ttab "quote" \\\\ é 😀', 'n', n, 'fill', repeat(md5(n::text), 20))
         FROM generate_series(1, 8000) n`,
      )
      await client.query(
        `INSERT INTO changes (account_id, record_id, version, at, source, patch)
         SELECT account_id, id, 1, '2025-03-05', '{}', '{"n": [null, 1]}' FROM records LIMIT 10`,
      )
      await client.query('COMMIT')
    }
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Every table as one fingerprint per account. */
async function fingerprint(url: string): Promise<Record<string, unknown>> {
  return withClient(url, async (client) => {
    const found: Record<string, unknown> = {}
    for (const table of await listTables(client)) {
      for (const account of [1, 2]) {
        await client.query(`BEGIN; SET LOCAL app.account_id = '${account}'`)
        const { rows } = await client.query(
          `SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM ${table.name} t`,
        )
        found[`${table.name} ${account}`] = rows[0]
        await client.query('COMMIT')
      }
    }
    return found
  })
}

async function emptyDatabase(name: string): Promise<string> {
  await source.db.owner.query(`DROP DATABASE IF EXISTS ${name}`)
  await source.db.owner.query(`CREATE DATABASE ${name}`)
  const url = new URL(source.url)
  url.pathname = name
  return url.href
}

test('a restored backup is the same database, and new ids go on where the old ones ended', async () => {
  const url = await emptyDatabase('restored')
  expect(await restoreBackup(url, file)).toMatchObject({ accounts: 2, rows: 2 + 16_000 + 20 })
  expect(await fingerprint(url)).toEqual(await fingerprint(source.url))
  await withClient(url, async (client) => {
    const next = await client.query("INSERT INTO accounts (name) VALUES ('Three') RETURNING id::int")
    expect(next.rows).toEqual([{ id: 3 }])
    const ids = await client.query("SELECT nextval('record_ids')::int AS id")
    expect(ids.rows[0].id).toBeGreaterThan(17_000)
    const stray = await client.query('SELECT FROM ONLY changes_other')
    expect(stray.rowCount).toBe(0)
  })
}, 60_000)

test('engine.md 1: the walls stand again after a restore, also for the owner', async () => {
  const url = await emptyDatabase('walled')
  await restoreBackup(url, file)
  await withClient(url, async (client) => {
    await expect(client.query('SELECT FROM records')).rejects.toThrow('app.account_id')
  })
}, 60_000)

test('a database that holds an account is refused and left as it is', async () => {
  const before = await fingerprint(source.url)
  await expect(restoreBackup(source.url, file)).rejects.toThrow('empty database only')
  expect(await fingerprint(source.url)).toEqual(before)
})

test('a backup that was cut off or damaged is refused before anything is written', async () => {
  const bytes = await readFile(file)
  const cut = join(dir, 'cut.backup')
  await writeFile(cut, bytes.subarray(0, bytes.length / 2))
  const url = await emptyDatabase('refused')
  await expect(restoreBackup(url, cut)).rejects.toThrow('is cut off')
  const damaged = join(dir, 'damaged.backup')
  const spoiled = Buffer.from(bytes)
  const at = spoiled.indexOf('data/records/')
  spoiled.writeUInt8(spoiled.readUInt8(at + 1000) ^ 1, at + 1000)
  await writeFile(damaged, spoiled)
  await expect(restoreBackup(url, damaged)).rejects.toThrow('is damaged')
  const tables = await withClient(url, (client) =>
    client.query("SELECT FROM pg_tables WHERE schemaname = 'public'"),
  )
  expect(tables.rowCount).toBe(0)
})

test('large tables are cut into several chunks', async () => {
  const names: string[] = []
  for await (const entry of readTar(file)) names.push(entry.name)
  expect(names.filter((name) => name.startsWith('data/records/1-')).length).toBeGreaterThan(1)
  expect([names[0], names.at(-1)]).toEqual(['header.json', 'manifest.json'])
})

test('a place that cannot be written is refused, and nothing stays open', async () => {
  await expect(writeBackup(source.url, join(dir, 'nowhere', 'all.backup'))).rejects.toThrow('ENOENT')
  await withClient(source.url, async (client) => {
    const open = "SELECT FROM pg_stat_activity WHERE application_name = 'millrace backup'"
    expect((await client.query(open)).rowCount).toBe(0)
  })
})
