import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Binaries, prepareBinaries } from './binaries.js'
import { EmbeddedServerError } from './embedded-server-error.js'
import { ensureDatabase } from './ensure-database.js'
import { choosePort } from './free-port.js'
import { findOwner, postGuardian } from './guardian.js'
import { initializeCluster } from './initialize-cluster.js'
import { type Places, settlePlaces } from './places.js'
import { disarmStaleLock, findLiveServer, type LiveServer } from './postmaster-file.js'
import { findProcess } from './processes.js'
import { pause, runPostgres } from './run-postgres.js'
import { serverSettings } from './server-settings.js'
import { type ServerUser, serverUser } from './server-user.js'

export interface EmbeddedOptions {
  /** Holds the cluster, its password and its port. Made when missing. */
  readonly dataDir: string
  /** Where PostgreSQL writes its log. */
  readonly logFile: string
  /** PostgreSQL settings beside ours, or instead of them. */
  readonly settings?: Readonly<Record<string, string>>
  /** For tests: nothing is forced to disk, and the directory is removed when the server stops, whoever stops it. */
  readonly throwAway?: boolean
  /** Said while something takes time. */
  readonly log?: (line: string) => void
}

export interface EmbeddedServer {
  /** For Millrace: the login `millrace`, no superuser. */
  readonly url: string
  /** For tests and repairs: the superuser, database `postgres`. */
  readonly adminUrl: string
  readonly pid: number
  readonly port: number
  /** Where the data really is. */
  readonly clusterDir: string
  /** True when another living process runs this server: then `stop` leaves it alone. */
  readonly attached: boolean
  readonly isAlive: () => boolean
  /** Fast shutdown: running transactions are rolled back, everything committed is on disk. */
  readonly stop: () => Promise<void>
}

const PATIENCE_MS = 120_000

const THROW_AWAY = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
}

/**
 * A real PostgreSQL in a directory: made at first use, recovered after any crash, attached to when it already
 * runs, and stopped by its guardian when we end without stopping it (engine.md 7).
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const log = options.log ?? (() => {})
  const user = await serverUser(`${options.dataDir}/cluster`)
  const places = await settlePlaces(options.dataDir, user, log)
  const binaries = await prepareBinaries(user, log)
  await initializeCluster(places, binaries, user, log)
  await mkdir(dirname(options.logFile), { recursive: true })

  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const live = await waitWhileStopping(places, deadline, log)
    if (live && (await findOwner(places.homeDir)) === 'alive') return attach(places, live)
    const server = live ?? (await launch(options, places, binaries, user, deadline, log))
    if (server) return own(options, places, binaries, user, server)
    await pause(250)
  }
}

/** The live server once it is ready, or undefined once nothing runs. */
async function waitWhileStopping(
  places: Places,
  deadline: number,
  log: (line: string) => void,
): Promise<LiveServer | undefined> {
  let told = false
  while (Date.now() < deadline) {
    const live = await findLiveServer(places.clusterDir)
    const owner = await findOwner(places.homeDir)
    if (!live && owner !== 'stopping') return undefined
    if (live?.status === 'ready' && owner !== 'stopping') return live
    if (!told) log(`Waiting for a PostgreSQL that is ${live?.status ?? 'stopping'} (up to 120 s)`)
    told = true
    await pause(50)
  }
  throw new EmbeddedServerError(
    `The PostgreSQL in ${places.clusterDir} neither starts nor stops; look into its log.`,
  )
}

/** A new server; undefined when another process was faster or the last one's leftovers are not gone yet. */
async function launch(
  options: EmbeddedOptions,
  places: Places,
  binaries: Binaries,
  user: ServerUser | undefined,
  deadline: number,
  log: (line: string) => void,
): Promise<LiveServer | undefined> {
  await disarmStaleLock(places.clusterDir)
  const port = await choosePort(places.portFile)
  const launched = await runPostgres({
    program: binaries.postgres,
    clusterDir: places.clusterDir,
    args: serverSettings(port, { ...(options.throwAway ? THROW_AWAY : {}), ...options.settings }),
    logFile: options.logFile,
    user,
    deadline,
    log,
  })
  if (launched.kind === 'ready') return launched.server
  if (launched.kind === 'failed' || Date.now() > deadline) {
    const why = launched.kind === 'failed' ? launched.lastLines : `the directory stays ${launched.kind}`
    throw new EmbeddedServerError(`PostgreSQL did not start. ${why}\nIts log: ${options.logFile}`)
  }
  return undefined
}

async function own(
  options: EmbeddedOptions,
  places: Places,
  binaries: Binaries,
  user: ServerUser | undefined,
  server: LiveServer,
): Promise<EmbeddedServer> {
  const throwAway = options.throwAway === true
  if (throwAway && user) await chown(places.homeDir, user.uid, user.gid)
  const guardian = await postGuardian(places, binaries.pgCtl, user, throwAway)
  await writeFile(places.portFile, String(server.port))
  const described = await describe(places, server)
  await ensureDatabase(described.adminUrl, new URL(described.adminUrl).password)
  return {
    ...described,
    attached: false,
    stop: async () => {
      await guardian.dismiss()
      await stopFast(places, binaries, user)
      if (throwAway) await rm(places.homeDir, { recursive: true, force: true })
    },
  }
}

async function attach(places: Places, server: LiveServer): Promise<EmbeddedServer> {
  return { ...(await describe(places, server)), attached: true, stop: async () => {} }
}

async function describe(places: Places, server: LiveServer) {
  const password = await readFile(places.passwordFile, 'utf8')
  const identity = findProcess(server.pid)?.identity
  return {
    url: `postgresql://millrace:${password}@127.0.0.1:${server.port}/millrace`,
    adminUrl: `postgresql://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    pid: server.pid,
    port: server.port,
    clusterDir: places.clusterDir,
    isAlive: () => findProcess(server.pid)?.identity === identity,
  }
}

async function stopFast(places: Places, binaries: Binaries, user: ServerUser | undefined): Promise<void> {
  if (!(await findLiveServer(places.clusterDir))) return
  const pgCtl = spawn(binaries.pgCtl, ['stop', '-D', places.clusterDir, '-m', 'fast', '-w', '-t', '60'], {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd: '/',
    stdio: 'ignore',
  })
  await once(pgCtl, 'exit')
}
