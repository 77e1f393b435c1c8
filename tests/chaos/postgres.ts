import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedServer, startEmbedded } from '@millrace/store'
import { familyOf, isRunning, kill } from './processes.js'
import { until } from './wait.js'

/** What a killed process has written stands in the page cache, so nothing need be forced to disk; answers still wait. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'on',
  shared_buffers: '128MB',
  max_connections: '200',
}

/** A private PostgreSQL that can be killed and comes back on the same port. */
export class Postgres {
  #server: EmbeddedServer

  private constructor(
    private readonly dataDir: string,
    server: EmbeddedServer,
  ) {
    this.#server = server
  }

  static async start(): Promise<Postgres> {
    const dataDir = await mkdtemp(join(tmpdir(), 'millrace-chaos-'))
    await chmod(dataDir, 0o755)
    return new Postgres(dataDir, await launch(dataDir))
  }

  get url(): string {
    return this.#server.url
  }

  get port(): number {
    return this.#server.port
  }

  /** The superuser's, in the product's database: no wall stands before it. */
  get adminUrl(): string {
    const url = new URL(this.#server.adminUrl)
    url.pathname = new URL(this.#server.url).pathname
    return url.href
  }

  get isAlive(): boolean {
    return this.#server.isAlive()
  }

  /** `kill -9` of the main process and of every one it started. */
  async killHard(): Promise<void> {
    const family = familyOf(this.#server.pid)
    for (const pid of family) kill(pid, 'SIGKILL')
    await until(() => !family.some(isRunning), 10_000, 10)
    // Its guardian goes too; there is nothing left for it to stop.
    await this.#server.stop()
  }

  async restart(): Promise<void> {
    this.#server = await launch(this.dataDir)
  }

  async remove(): Promise<void> {
    await this.#server.stop()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

function launch(dataDir: string): Promise<EmbeddedServer> {
  return startEmbedded({ dataDir, logFile: join(dataDir, 'server.log'), settings })
}
