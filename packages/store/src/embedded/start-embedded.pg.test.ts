import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProcess } from './processes.js'
import { startEmbedded } from './start-embedded.js'

let dataDir: string
let port: number
const notes: string[] = []
const start = () =>
  startEmbedded({ dataDir, logFile: join(dataDir, 'server.log'), log: (line) => notes.push(line) })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'millrace-embedded-'))
  await chmod(dataDir, 0o755)
  port = await portThatStaysFree()
  await writeFile(join(dataDir, 'port'), String(port))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Another process that starts the server and holds it until it is killed. */
async function startElsewhere(): Promise<{ child: ChildProcess; server: Awaited<ReturnType<typeof start>> }> {
  const module = fileURLToPath(new URL('./start-embedded.ts', import.meta.url))
  const script = `
    import { startEmbedded } from ${JSON.stringify(module)}
    const server = await startEmbedded(${JSON.stringify({ dataDir, logFile: join(dataDir, 'server.log') })})
    process.stdout.write(JSON.stringify(server))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([
    once(child.stdout, 'data') as Promise<[Buffer]>,
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with code ${code}`))),
  ])
  return { child, server: JSON.parse(line.toString()) }
}

/** Below those that connections of any program get by chance while our server is down: a test asks for it again. */
async function portThatStaysFree(): Promise<number> {
  for (let tried = 20_000 + (process.pid % 10_000); ; tried++) {
    const probe = createServer().listen(tried, '127.0.0.1')
    try {
      await once(probe, 'listening')
      return tried
    } catch {
      // Somebody listens there.
    } finally {
      probe.close()
    }
  }
}

/** The guardian goes first, so that it has no moment left in which to stop the server. */
async function killHard(...pids: number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await until(() => pids.every((pid) => !findProcess(pid)))
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited 20 s in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that dies under us is what some tests are about.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

const guardianOf = async () => {
  const { guardian } = JSON.parse(await readFile(join(dataDir, 'owner.json'), 'utf8')) as { guardian: string }
  return Number(guardian.split('@')[0])
}

test('the login is no superuser, needs its password and is reached by loopback only', async () => {
  const server = await start()
  try {
    const [role] = await query(
      server.url,
      'SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user',
    )
    expect(role).toEqual({ rolname: 'millrace', rolsuper: false })
    const guessed = new URL(server.url)
    guessed.password = 'guessed'
    await expect(query(guessed.href, 'SELECT')).rejects.toThrow('password authentication failed')
    const outside = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
    for (const { address, family, internal } of outside) {
      if (internal || family !== 'IPv4') continue
      const url = new URL(server.url)
      url.hostname = address
      await expect(query(url.href, 'SELECT')).rejects.toThrow('ECONNREFUSED')
    }
    const settings = await query(
      server.url,
      "SELECT current_setting('fsync') AS fsync, current_setting('data_checksums') AS sums, current_setting('max_wal_size') AS wal, datlocale AS locale FROM pg_database WHERE datname = current_database()",
    )
    expect(settings).toEqual([{ fsync: 'on', sums: 'on', wal: '1GB', locale: 'C.UTF-8' }])
  } finally {
    await server.stop()
  }
  await until(() => !findProcess(server.pid))
}, 60_000)

test('engine.md 7: kill -9 of everything at once loses nothing that was committed', async () => {
  const { child, server } = await startElsewhere()
  await query(server.url, 'CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)')
  await killHard(await guardianOf(), child.pid ?? 0, server.pid)
  const again = await start()
  try {
    expect(again.attached).toBe(false)
    expect([server.port, again.port]).toEqual([port, port])
    expect(await query(again.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }])
  } finally {
    await again.stop()
  }
}, 60_000)

test('the guardian stops the server when its owner is killed', async () => {
  const { child, server } = await startElsewhere()
  await killHard(child.pid ?? 0)
  await until(() => !findProcess(server.pid))
  expect(await readFile(join(dataDir, 'server.log'), 'utf8')).toMatch(/database system is shut down\s*$/)
}, 60_000)

test('an orphan, without owner and guardian, is adopted as it runs', async () => {
  const { child, server } = await startElsewhere()
  const guardian = await guardianOf()
  await killHard(guardian)
  await killHard(child.pid ?? 0)
  const again = await start()
  expect([again.pid, again.attached]).toEqual([server.pid, false])
  await again.stop()
  await until(() => !findProcess(server.pid))
}, 60_000)

test("another process's server is used and left running", async () => {
  const { child, server } = await startElsewhere()
  const guest = await start()
  expect([guest.pid, guest.attached]).toEqual([server.pid, true])
  await guest.stop()
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await killHard(child.pid ?? 0)
  await until(() => !findProcess(server.pid))
}, 60_000)

test('a lock file whose process number now belongs to somebody else does not stop the start', async () => {
  const { child, server } = await startElsewhere()
  await killHard(await guardianOf(), child.pid ?? 0, server.pid)
  const lock = join(dataDir, 'cluster', 'postmaster.pid')
  const lines = (await readFile(lock, 'utf8')).split('\n')
  await writeFile(lock, [process.ppid, ...lines.slice(1)].join('\n'))
  const again = await start()
  expect(again.attached).toBe(false)
  await again.stop()
}, 60_000)

test('a directory of another major version is refused, with the way out', async () => {
  await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '17\n')
  await expect(start()).rejects.toThrow(/made by PostgreSQL 17.*millrace backup.*millrace restore/)
})
