import { createHash } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { singleClient } from '../single-client.js'
import type { BackupChunk, BackupHeader, BackupManifest, BackupReport, BackupTable } from './archive.js'
import { listMonthPartitions, listTables } from './list-tables.js'
import { TarWriter } from './tar.js'

const CHUNK_BYTES = 4 * 1024 * 1024
const NEWLINE = 10

const compress = promisify(gzip)

/**
 * Writes everything of one database, as of one moment, into one file: all accounts, definitions, records, people in
 * workflows, logs. Work goes on meanwhile. The file appears under its name only when it is whole.
 */
export async function writeBackup(
  url: string,
  file: string,
  note: (line: string) => void = () => {},
): Promise<BackupReport> {
  const partial = `${file}.partial`
  // Before anything is connected: a place that cannot be written must leave nothing open.
  const tar = await TarWriter.create(partial)
  const client = singleClient(url, 'millrace backup')
  try {
    await client.connect()
    const report = await copyAll(client, tar, note)
    await tar.finish()
    await rename(partial, file)
    return { ...report, bytes: (await stat(file)).size }
  } catch (error) {
    await tar.abandon()
    await rm(partial, { force: true })
    throw error
  } finally {
    await client.end()
  }
}

async function copyAll(client: pg.Client, tar: TarWriter, note: (line: string) => void) {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  // The login's default may be shorter than a large table takes.
  await client.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0')
  const header = await describe(client)
  await tar.add({ name: 'header.json', bytes: json(header) })
  const accounts = await client.query<{ id: string }>('SELECT id::text FROM accounts ORDER BY id')
  const chunks: BackupChunk[] = []
  for (const table of header.tables) {
    const owners = table.walled ? accounts.rows.map(({ id }) => id) : [undefined]
    for (const owner of owners) chunks.push(...(await copyTable(client, tar, table, owner)))
    const rows = chunks
      .filter((chunk) => chunk.table === table.name)
      .reduce((sum, chunk) => sum + chunk.rows, 0)
    if (rows > 0) note(`${table.name}: ${rows} rows`)
  }
  const manifest: BackupManifest = { chunks, sequences: await readSequences(client) }
  await tar.add({ name: 'manifest.json', bytes: json(manifest) })
  await client.query('COMMIT')
  return { accounts: accounts.rows.length, rows: chunks.reduce((sum, chunk) => sum + chunk.rows, 0) }
}

async function describe(client: pg.Client): Promise<BackupHeader> {
  const version = await client.query<{ server_version: string }>('SHOW server_version')
  const migrations = await client.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name')
  return {
    format: 1,
    takenAt: new Date().toISOString(),
    serverVersion: version.rows[0]?.server_version ?? '',
    migrations: migrations.rows.map(({ name }) => name),
    tables: await listTables(client),
    partitions: await listMonthPartitions(client),
  }
}

/** One account's rows of a walled table (its owner is behind the wall too), or all rows of another. */
async function copyTable(
  client: pg.Client,
  tar: TarWriter,
  table: BackupTable,
  accountId: string | undefined,
): Promise<BackupChunk[]> {
  if (accountId !== undefined) await client.query(`SET LOCAL app.account_id = '${accountId}'`)
  const columns = table.columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const only = accountId === undefined ? '' : ` WHERE account_id = ${accountId}`
  const stream = client.query(
    copyTo(`COPY (SELECT ${columns} FROM ${client.escapeIdentifier(table.name)}${only}) TO STDOUT`),
  )
  const chunks: BackupChunk[] = []
  for await (const bytes of inChunks(stream)) {
    const entry = `data/${table.name}/${accountId ?? 'all'}-${String(chunks.length + 1).padStart(6, '0')}.copy.gz`
    const packed = await compress(bytes)
    await tar.add({ name: entry, bytes: packed })
    chunks.push({ entry, table: table.name, rows: countLines(bytes), sha256: sha256(packed) })
  }
  return chunks
}

/** Cuts at row ends: in COPY's text format a newline is always one. */
async function* inChunks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    parts.push(part)
    size += part.length
    const end = size < CHUNK_BYTES ? -1 : part.lastIndexOf(NEWLINE)
    if (end < 0) continue
    const rest = part.subarray(end + 1)
    parts[parts.length - 1] = part.subarray(0, end + 1)
    yield Buffer.concat(parts)
    parts = [rest]
    size = rest.length
  }
  if (size > 0) yield Buffer.concat(parts)
}

/** Read last: sequences do not belong to the snapshot, and may only be ahead of it. */
async function readSequences(client: pg.Client): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY 1`,
  )
  return rows
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value, null, 1))
}
