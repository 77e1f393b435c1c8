import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../embedded/start-embedded.js'
import { migrate } from '../migrations/run-migrations.js'
import { ADMIN_URL_VARIABLE, SERVER_URL_VARIABLE, TEMPLATE_DATABASE } from './test-database.js'

/** One throw-away server for a test run, with a template database that is migrated once and copied per test file. */
export default async function startTestServer(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'millrace-test-'))
  const server = await startEmbedded({ dataDir, logFile: join(dataDir, 'server.log'), throwAway: true })
  await makeTemplate(server.url)
  process.env[SERVER_URL_VARIABLE] = server.url
  process.env[ADMIN_URL_VARIABLE] = server.adminUrl
  return server.stop
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`)
  await client.end()
  const template = new URL(url)
  template.pathname = TEMPLATE_DATABASE
  await migrate(template.href)
}
