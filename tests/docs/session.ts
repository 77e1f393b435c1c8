// A reader at a terminal: one folder, one environment that lasts from block to block, several windows.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isHealthy, until } from '../journeys/installation.js'
import { root } from './read-blocks.js'

/** Commands that go on until they are stopped, each in a window of its own. */
const endless =
  /^\s*(\w+=\S+\s+)*(npm start|npx millrace (start|serve|work)|node examples\/receive-webhooks\.mjs)\s*(#.*)?$/

export class Session {
  readonly #windows: Window[] = []

  private constructor(
    readonly folder: string,
    private readonly ports: { readonly api: number; readonly receiver: number },
    private readonly databaseUrl: string,
  ) {}

  /** `databaseUrl`: stands for the reader's own PostgreSQL. */
  static async open(databaseUrl: string): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-docs-'))
    await chmod(folder, 0o755)
    const session = new Session(folder, { api: await freePort(), receiver: await freePort() }, databaseUrl)
    await session.#furnish()
    return session
  }

  /** A clone as far as readers use it: the program, and examples of their own to change. */
  async #furnish(): Promise<void> {
    const { folder } = this
    await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
    const receiver = join(folder, 'examples/receive-webhooks.mjs')
    await writeFile(receiver, this.#hereIn(await readFile(receiver, 'utf8')))
    const scripts = { start: `node ${join(root, 'millrace.mjs')} start` }
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'docs', private: true, type: 'module', scripts }),
    )
    await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
    await symlink(join(root, 'millrace.mjs'), join(folder, 'node_modules/.bin/millrace'))
    for (const name of ['@hubspot', '@types'])
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    await mkdir(join(folder, 'safe'))
    await writeFile(join(folder, '.state'), '')
  }

  /** What every reader's machine has in another place than this one. */
  #hereIn(text: string): string {
    return text
      .replaceAll('postgresql://millrace:secret@db.internal:5432/millrace', this.databaseUrl)
      .replaceAll('/somewhere/safe', join(this.folder, 'safe'))
      .replace(/\b4400\b/g, String(this.ports.api))
      .replace(/\b4500\b/g, String(this.ports.receiver))
  }

  async save(name: string, text: string): Promise<void> {
    const path = join(this.folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${this.#hereIn(text)}\n`)
  }

  /** Runs lines as typed, and returns what was printed. `stop` is Ctrl-C in every window. */
  async run(text: string): Promise<string> {
    if (text === 'stop') {
      await this.stop()
      return ''
    }
    let printed = ''
    let lines: string[] = []
    for (const line of this.#hereIn(text).split('\n')) {
      if (!endless.test(line)) {
        lines.push(line)
        continue
      }
      printed += await this.#foreground(lines.join('\n'))
      lines = []
      await this.#background(line)
    }
    return printed + (await this.#foreground(lines.join('\n')))
  }

  #foreground(text: string): Promise<string> {
    if (text.trim() === '') return Promise.resolve('')
    const script = `source .state\nset -eo pipefail\n${text}\ndeclare -px > .state`
    return new Promise((resolve, reject) => {
      execFile('bash', ['-c', script], { ...this.#options(), timeout: 120_000 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${text}\n${stdout}${stderr}`)) : resolve(stdout),
      )
    })
  }

  async #background(line: string): Promise<void> {
    const child = spawn('bash', ['-c', `source .state\nexec ${execOf(line)}`], {
      ...this.#options(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const window = new Window(child, line)
    this.#windows.push(window)
    await until(() => window.said !== '' || window.ended, 120)
    if (/npm start|millrace (start|serve)/.test(line)) {
      const url = `http://127.0.0.1:${this.ports.api}`
      await until(async () => window.ended || (await isHealthy(url)), 120)
    }
    if (window.ended) throw new Error(`${line}\nended: ${window.said}`)
  }

  #options() {
    const { DATABASE_URL: _url, MILLRACE_ACCESS_TOKEN: _token, ...inherited } = process.env
    const path = `${join(this.folder, 'node_modules/.bin')}:${process.env.PATH}`
    return { cwd: this.folder, env: { ...inherited, PATH: path, PORT: String(this.ports.api) } }
  }

  /** Checks the types of a program and runs it, as somebody who saved it beside a `tsconfig.json` as strict as ours. */
  async runProgram(text: string): Promise<string> {
    await this.save('program.ts', text)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const flags = '--noEmit --strict --target es2023 --module nodenext --skipLibCheck --types node'
    const tsx = join(root, 'node_modules/tsx/dist/loader.mjs')
    return this.run(`node ${tsc} ${flags} program.ts\nnode --import ${tsx} program.ts`)
  }

  async stop(): Promise<void> {
    await Promise.all(this.#windows.splice(0).map((window) => window.interrupt()))
  }

  async close(): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** `A=1 npm start` becomes `env A=1 npm start`, which one process can become. */
function execOf(line: string): string {
  return `env ${line.trim().replace(/\s+#.*$/, '')}`
}

class Window {
  said = ''
  ended = false
  readonly #end: Promise<void>

  constructor(
    private readonly child: ChildProcess,
    readonly line: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        this.said += bytes.toString()
      })
    this.#end = new Promise((resolve) => {
      child.on('exit', () => {
        this.ended = true
        resolve()
      })
    })
  }

  async interrupt(): Promise<void> {
    if (this.ended) return
    // The group, as a terminal does: npm does not always pass it on.
    this.#signal('SIGINT')
    const impatience = setTimeout(() => this.#signal('SIGKILL'), 40_000)
    await this.#end
    clearTimeout(impatience)
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, signal)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number }
      server.close(() => resolve(port))
    })
  })
}
