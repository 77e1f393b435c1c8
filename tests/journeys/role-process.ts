import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** How Millrace is called: as somebody has it installed, unless a test says otherwise. */
export const installed: readonly string[] = [fileURLToPath(new URL('../../millrace.mjs', import.meta.url))]

/** What `millrace serve --json` or `millrace work --json` says once it is ready. */
export interface ReadyRole {
  readonly url?: string
  readonly metrics?: string
}

/** `millrace serve` or `millrace work` as an operator starts it on a database of theirs. */
export class RoleProcess {
  #said = ''

  private constructor(
    private readonly child: ChildProcess,
    readonly ready: ReadyRole,
  ) {}

  static async start(
    role: 'serve' | 'work',
    environment: Readonly<Record<string, string>>,
    program = installed,
  ): Promise<RoleProcess> {
    const child = spawn(process.execPath, [...program, role, '--json'], {
      env: { ...process.env, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    const line = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`${role} ended with ${code}: ${said}`))),
    ])
    const running = new RoleProcess(child, JSON.parse(line) as ReadyRole)
    running.#said = said
    child.stderr.on('data', (bytes: Buffer) => {
      running.#said += bytes.toString()
    })
    return running
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** Everything on stderr so far. */
  get said(): string {
    return this.#said
  }

  /** As a service manager does; returns the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    const [code] = (await ended) as [number | null]
    return code
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }
}
