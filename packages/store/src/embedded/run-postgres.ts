import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { close, open, readFile, rename, stat } from 'node:fs'
import { promisify } from 'node:util'
import { findLiveServer, type LiveServer } from './postmaster-file.js'
import type { ServerUser } from './server-user.js'

const LOG_LIMIT = 10 * 1024 * 1024

/** Why a freshly started server ended before it was ready, or the server. */
export type Launch =
  | { readonly kind: 'ready'; readonly server: LiveServer }
  | { readonly kind: 'occupied' }
  | { readonly kind: 'port taken' }
  | { readonly kind: 'failed'; readonly lastLines: string }

/** Starts one `postgres`, detached (our terminal's Ctrl-C is not for it), and waits until it accepts connections. */
export async function runPostgres(options: {
  readonly program: string
  readonly clusterDir: string
  readonly args: readonly string[]
  readonly logFile: string
  readonly user: ServerUser | undefined
  readonly deadline: number
  readonly log: (line: string) => void
}): Promise<Launch> {
  await keepLogSmall(options.logFile)
  const logStart = await sizeOf(options.logFile)
  const output = await promisify(open)(options.logFile, 'a', 0o600)
  const { user } = options
  const child = spawn(options.program, ['-D', options.clusterDir, ...options.args], {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  })
  // Listened for before anything is awaited: a server that finds the directory taken is gone within milliseconds.
  const ended = once(child, 'exit').then(() => 'ended' as const)
  // A missing program is reported as an event, and must not become an unhandled rejection.
  ended.catch(() => {})
  child.unref()
  await promisify(close)(output)

  const wait = { since: Date.now(), told: false }
  while (Date.now() < options.deadline) {
    const turn = await Promise.race([ended, pause(40)])
    if (turn === 'ended') return explain(await readFrom(options.logFile, logStart))
    const server = await findLiveServer(options.clusterDir)
    if (server?.pid === child.pid && server?.status === 'ready') return { kind: 'ready', server }
    await tellAboutRecovery(options, logStart, wait)
  }
  return { kind: 'failed', lastLines: await readFrom(options.logFile, logStart) }
}

function explain(output: string): Launch {
  if (output.includes('pre-existing shared memory block') || output.includes('lock file "postmaster.pid"')) {
    return { kind: 'occupied' }
  }
  if (output.includes('Address already in use')) return { kind: 'port taken' }
  return { kind: 'failed', lastLines: output.trim().split('\n').slice(-5).join('\n') }
}

async function tellAboutRecovery(
  options: { readonly logFile: string; readonly log: (line: string) => void },
  logStart: number,
  wait: { readonly since: number; told: boolean },
): Promise<void> {
  if (wait.told || Date.now() - wait.since < 1000) return
  wait.told = true
  const output = await readFrom(options.logFile, logStart)
  options.log(
    output.includes('automatic recovery in progress')
      ? 'PostgreSQL was not stopped properly and replays its log; waiting (up to 120 s)'
      : 'Waiting for PostgreSQL (up to 120 s)',
  )
}

async function keepLogSmall(file: string): Promise<void> {
  if ((await sizeOf(file)) > LOG_LIMIT) await promisify(rename)(file, `${file}.1`)
}

async function sizeOf(file: string): Promise<number> {
  return promisify(stat)(file).then(
    (found) => found.size,
    () => 0,
  )
}

async function readFrom(file: string, start: number): Promise<string> {
  const bytes = await promisify(readFile)(file)
  return bytes.subarray(start).toString('utf8')
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
