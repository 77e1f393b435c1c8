import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { PlantedDefect } from '@millrace/engine'
import { kill, residentMib } from './processes.js'
import { until } from './wait.js'

const program = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
const plantedWorker = fileURLToPath(new URL('planted-worker.ts', import.meta.url))
const startAgainAfter = 150

/** `millrace work` or `millrace serve` as its own process, started again whenever it ends, until it is stopped. */
export class MillraceProcess {
  /** What it said on stderr, over all its lives. */
  readonly lines: string[] = []
  /** Ends that nobody asked for. */
  readonly surprises: string[] = []
  mostMib = 0
  #child: ChildProcess | undefined
  #ready = false
  #expected = false
  #stopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(
    readonly name: string,
    private readonly role: 'work' | 'serve',
    private readonly environment: Readonly<Record<string, string>>,
    /** Absent: what people run. */
    private readonly planted?: PlantedDefect,
  ) {}

  start(): void {
    const child = fork(this.planted ? plantedWorker : program, [this.planted ?? this.role], {
      env: { ...inherited(), ...this.environment },
      // Not what the test run or tsx was started with: it runs as installed.
      execArgv: this.planted ? ['--import', 'tsx'] : [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child = child
    this.#ready = false
    this.#expected = false
    let rest = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      const lines = (rest + bytes).split('\n')
      rest = lines.pop() ?? ''
      this.lines.push(...lines)
    })
    child.on('message', () => {
      this.#ready = true
    })
    child.on('exit', (code, signal) => this.#ended(signal ?? `code ${code}`))
  }

  get ready(): boolean {
    return this.#ready
  }

  measure(): void {
    const { pid } = this.#child ?? {}
    if (pid !== undefined) this.mostMib = Math.max(this.mostMib, residentMib(pid))
  }

  /** It starts again at once. */
  killHard(): void {
    this.#expected = true
    this.#signal('SIGKILL')
  }

  freeze(): void {
    this.#signal('SIGSTOP')
  }

  thaw(): void {
    this.#signal('SIGCONT')
  }

  /** As Ctrl-C does: it drains. False when it had to be killed. */
  async stop(patienceMs: number): Promise<boolean> {
    this.#stopped = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (!child || hasEnded(child)) return true
    this.thaw()
    child.kill('SIGINT')
    const drained = await until(() => hasEnded(child), patienceMs)
    if (!drained) this.#signal('SIGKILL')
    return drained
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child ?? {}
    if (pid !== undefined && this.#child && !hasEnded(this.#child)) kill(pid, signal)
  }

  /** One that cannot start, because the database is away, is no surprise: whoever supervises it tries again. */
  #ended(how: string): void {
    if (this.#stopped) return
    if (this.#ready && !this.#expected) this.surprises.push(`${this.name} ended by itself: ${how}`)
    this.#timer = setTimeout(() => this.start(), startAgainAfter)
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Without what the test run's own process is told. */
function inherited(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_ENV: __, VITEST: ___, ...environment } = process.env
  return environment
}
