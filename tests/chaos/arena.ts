// Everything one round runs on: PostgreSQL behind a proxy, one API process, three workers, the receiver, two accounts.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlantedDefect } from '@millrace/engine'
import { type Database, migrate, openDatabase } from '@millrace/store'
import pg from 'pg'
import { Dice } from './dice.js'
import type { FaultLog } from './fault-log.js'
import { FaultyLine } from './faulty-line.js'
import { leaseSeconds } from './lease-seconds.js'
import { MillraceProcess } from './millrace-process.js'
import { Postgres } from './postgres.js'
import { Receiver } from './receiver.js'
import { Tenant } from './tenant.js'
import { until } from './wait.js'

export interface Arena {
  readonly postgres: Postgres
  readonly proxy: FaultyLine
  readonly receiver: Receiver
  readonly api: MillraceProcess
  readonly workers: readonly MillraceProcess[]
  readonly tenants: readonly Tenant[]
  /** Straight to the server, past the proxy. */
  readonly db: Database
  /** The superuser: sees every account. */
  readonly admin: pg.Pool
  close(): Promise<void>
}

export async function openArena(seed: number, faults: FaultLog, planted?: PlantedDefect): Promise<Arena> {
  const postgres = await Postgres.start()
  await migrate(postgres.url)
  const proxy = new FaultyLine(
    () => postgres.port,
    () => faults.add('commit lost'),
  )
  const receiver = new Receiver(new Dice(seed ^ 0x5eed))
  await receiver.open()
  const home = await mkdtemp(join(tmpdir(), 'millrace-chaos-home-'))
  const port = await freePort()
  const environment = {
    DATABASE_URL: urlThrough(postgres.url, await proxy.open()),
    PORT: String(port),
    MILLRACE_DATA_DIR: home,
    MILLRACE_SECRET_KEY_FILE: join(home, 'secret.key'),
    MILLRACE_ALLOWED_HOSTS: '127.0.0.0/8',
    MILLRACE_LEASE_SECONDS: String(leaseSeconds),
    MILLRACE_LOG_LEVEL: 'info',
  }
  await writeFile(join(home, 'secret.key'), randomBytes(32))
  const api = new MillraceProcess('api', 'serve', environment)
  const workers = [1, 2, 3].map((n) => new MillraceProcess(`worker ${n}`, 'work', environment, planted))
  const db = openDatabase({ url: postgres.url, max: 4, applicationName: 'chaos' })
  const admin = new pg.Pool({ connectionString: postgres.adminUrl, max: 4 })
  admin.on('error', () => {})
  admin.on('connect', (client) => client.on('error', () => {}))
  const url = `http://127.0.0.1:${port}`
  const tenants = [await Tenant.create(db, url, 'A'), await Tenant.create(db, url, 'B')]
  const processes = [api, ...workers]
  for (const process of processes) process.start()
  const close = async () => {
    await Promise.all(processes.map((process) => process.stop(0)))
    await Promise.all([db.close(), admin.end()])
    await proxy.close()
    await receiver.close()
    await postgres.remove()
    await rm(home, { recursive: true, force: true })
  }
  const arena = { postgres, proxy, receiver, api, workers, tenants, db, admin, close }
  if (await until(() => processes.every(({ ready }) => ready), 60_000)) return arena
  const said = processes.flatMap(({ lines }) => lines).join('\n')
  await close()
  throw new Error(`the processes did not start:\n${said}`)
}

function urlThrough(url: string, port: number): string {
  const through = new URL(url)
  through.port = String(port)
  return through.href
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
