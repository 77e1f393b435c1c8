import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate, readMigrations } from '../migrations/run-migrations.js'
import { singleClient } from '../single-client.js'
import {
  BackupError,
  type BackupHeader,
  type BackupManifest,
  type BackupReport,
  type BackupTable,
} from './archive.js'
import { readTar } from './tar.js'
import { sha256 } from './write-backup.js'

const decompress = promisify(gunzip)

/**
 * Reads a backup into an empty database, wholly or not at all. The file is checked from end to end before the first
 * row is written; a backup of an older Millrace is read under its schema and then migrated.
 */
export async function restoreBackup(
  url: string,
  file: string,
  note: (line: string) => void = () => {},
): Promise<BackupReport> {
  const { header, manifest, bytes } = await verify(file)
  await refuseNewer(header)
  await migrate(url, { log: note, upTo: header.migrations.at(-1) ?? '' })
  const client = singleClient(url, 'millrace restore')
  await client.connect()
  try {
    await client.query(
      'BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0',
    )
    await refuseFull(client)
    await load(client, file, header, manifest, note)
    const accounts = await client.query('SELECT FROM accounts')
    await client.query('COMMIT')
    await migrate(url, { log: note })
    await client.query('ANALYZE')
    const rows = manifest.chunks.reduce((sum, chunk) => sum + chunk.rows, 0)
    return { accounts: accounts.rowCount ?? 0, rows, bytes }
  } finally {
    await client.end()
  }
}

async function verify(
  file: string,
): Promise<{ header: BackupHeader; manifest: BackupManifest; bytes: number }> {
  const sums = new Map<string, string>()
  let header: BackupHeader | undefined
  let manifest: BackupManifest | undefined
  let bytes = 0
  for await (const entry of readTar(file)) {
    bytes += entry.bytes.length
    if (entry.name === 'header.json') header = JSON.parse(entry.bytes.toString()) as BackupHeader
    else if (entry.name === 'manifest.json') manifest = JSON.parse(entry.bytes.toString()) as BackupManifest
    else sums.set(entry.name, sha256(entry.bytes))
  }
  if (header?.format !== 1) throw new BackupError(`${file} is no backup that this Millrace can read.`)
  if (!manifest) throw new BackupError(`${file} is cut off: its end is missing.`)
  const damaged = manifest.chunks.find(({ entry, sha256: sum }) => sums.get(entry) !== sum)
  if (damaged) throw new BackupError(`${file} is damaged: ${damaged.entry} is not what was written.`)
  return { header, manifest, bytes }
}

async function refuseNewer(header: BackupHeader): Promise<void> {
  const known = new Set((await readMigrations()).map(({ name }) => name))
  const unknown = header.migrations.find((name) => !known.has(name))
  if (unknown)
    throw new BackupError(
      `The backup is of a newer Millrace (it knows ${unknown}): restore it with that one.`,
    )
}

async function refuseFull(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM accounts LIMIT 1')
  if (rowCount === 0) return
  throw new BackupError(
    'The database already holds an account. A backup is restored into an empty database only.',
  )
}

async function load(
  client: pg.Client,
  file: string,
  header: BackupHeader,
  manifest: BackupManifest,
  note: (line: string) => void,
): Promise<void> {
  for (const { parent, month } of header.partitions) {
    await client.query('SELECT make_month_partitions($1, $2::date, 1)', [parent, month])
  }
  // COPY does not go through a wall, and the owner stands behind it too: open for us, in this transaction only.
  await setForce(client, header.tables, 'NO FORCE')
  const chunks = new Map(manifest.chunks.map((chunk) => [chunk.entry, chunk]))
  const tables = new Map(header.tables.map((table) => [table.name, table]))
  let told = ''
  for await (const entry of readTar(file)) {
    const table = tables.get(chunks.get(entry.name)?.table ?? '')
    if (!table) continue
    if (told !== table.name) note(`Restoring ${table.name}`)
    told = table.name
    await copyIn(client, table, await decompress(entry.bytes))
  }
  await setForce(client, header.tables, 'FORCE')
  for (const { name, value } of manifest.sequences)
    await client.query('SELECT setval($1::regclass, $2)', [name, value])
}

async function copyIn(client: pg.Client, table: BackupTable, lines: Buffer): Promise<void> {
  const columns = table.columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const stream = client.query(copyFrom(`COPY ${client.escapeIdentifier(table.name)} (${columns}) FROM STDIN`))
  await pipeline(Readable.from([lines]), stream)
}

async function setForce(
  client: pg.Client,
  tables: readonly BackupTable[],
  force: 'FORCE' | 'NO FORCE',
): Promise<void> {
  for (const { name, walled } of tables) {
    if (walled) await client.query(`ALTER TABLE ${client.escapeIdentifier(name)} ${force} ROW LEVEL SECURITY`)
  }
}
