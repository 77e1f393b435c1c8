import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../millrace.mjs', import.meta.url))

/** What `millrace start --json` says once it is ready. */
export interface Started {
  readonly url: string
  readonly token?: string
  readonly pid: number
}

/** Millrace as somebody has it installed: a data directory, and the commands run on it. */
export class Installation {
  private running: ChildProcess | undefined

  private constructor(
    readonly dataDir: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async create(environment: Record<string, string> = {}): Promise<Installation> {
    const dataDir = await mkdtemp(join(tmpdir(), 'millrace-journey-'))
    // Started by root, PostgreSQL runs as another user, which must get to its files.
    await chmod(dataDir, 0o755)
    const { DATABASE_URL: _, ...inherited } = process.env
    return new Installation(dataDir, { ...inherited, PORT: '0', ...environment, MILLRACE_DATA_DIR: dataDir })
  }

  /** Runs `millrace start` until it says where it serves. */
  async start(): Promise<Started> {
    const child = spawn(process.execPath, [program, 'start', '--json'], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.running = child
    const line = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
      once(child, 'exit').then(([code]) =>
        Promise.reject(new Error(`millrace start ended with code ${code}`)),
      ),
    ])
    return JSON.parse(line) as Started
  }

  /** As Ctrl-C does. Returns the exit code. */
  async interrupt(): Promise<number | null> {
    const child = this.running
    if (!child) throw new Error('nothing runs')
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number | null]
    this.running = undefined
    return code
  }

  /** `kill -9` of every process at once: supervisor, API, workers, PostgreSQL with its backends, guardian. */
  async killEverything(): Promise<void> {
    const pids = this.processes()
    // Stopped first, so that nobody has a moment to act on another's end.
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of pids) send(signal, pid)
    this.running = undefined
    await until(() => pids.every((pid) => !isRunning(pid)))
  }

  /** Of the supervisor and all below it. */
  processes(): number[] {
    return this.running?.pid === undefined ? [] : family(this.running.pid)
  }

  /** The supervisor's child whose command line says so. */
  find(words: string): number {
    const found = this.processes().find((pid) => commandOf(pid).includes(words))
    if (found === undefined) throw new Error(`no process of this installation runs "${words}"`)
    return found
  }

  /** Runs another command to its end and returns what it printed. */
  run(...args: string[]): string {
    return execFileSync(process.execPath, [program, ...args], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString()
  }

  async remove(): Promise<void> {
    await this.killEverything()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

export async function until(condition: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

export async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).status === 200
  } catch {
    return false
  }
}

/** A zombie, which a container may never reap, does not run. */
export function isRunning(pid: number): boolean {
  return parents().has(pid)
}

/** A process and everything below it, from the top. */
export function family(root: number): number[] {
  const all = [...parents()]
  const below = (pid: number): number[] => [
    pid,
    ...all.filter(([, ppid]) => ppid === pid).flatMap(([id]) => below(id)),
  ]
  return below(root)
}

/** pid → ppid of everything that runs. */
function parents(): Map<number, number> {
  return existsSync('/proc/self/stat') ? readProc() : askPs()
}

function readProc(): Map<number, number> {
  const found = new Map<number, number>()
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state !== 'Z' && state !== 'X') found.set(pid, Number(ppid))
    } catch {
      // It ended while we looked.
    }
  }
  return found
}

function askPs(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  const rows = lines.map((line) => line.trim().split(/\s+/)).filter(([, , stat]) => !stat?.startsWith('Z'))
  return new Map(rows.map(([pid, ppid]) => [Number(pid), Number(ppid)]))
}

function commandOf(pid: number): string {
  try {
    if (existsSync('/proc/self/stat'))
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself, perhaps because its parent did.
  }
}
