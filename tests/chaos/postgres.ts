import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedServer, startEmbedded } from '@millrace/store'

import pg from 'pg'
import { familyOf, isRunning, kill } from './processes.js'
import { SmallDisk } from './small-disk.js'
import { until } from './wait.js'

/** What a killed process has written stands in the page cache, so nothing need be forced to disk; answers still wait. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'on',
  shared_buffers: '128MB',
  max_connections: '200',
  // Little is kept for later: the disk is small.
  max_wal_size: '128MB',
  min_wal_size: '32MB',
}

/** A private PostgreSQL that can be killed and comes back on the same port. */
export class Postgres {
  #server: EmbeddedServer

  private constructor(
    private readonly dataDir: string,
    server: EmbeddedServer,
    /** Where it keeps everything, or why that cannot be filled. */
    readonly disk: SmallDisk | string,
  ) {
    this.#server = server
  }

  static async start(): Promise<Postgres> {
    const dataDir = await mkdtemp(join(tmpdir(), 'millrace-chaos-'))
    const disk = await SmallDisk.mount(dataDir)
    await chmod(dataDir, 0o755)
    return new Postgres(dataDir, await launch(dataDir), disk)
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

  /** True once it takes a connection. */
  async answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.adminUrl, connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return true
    } catch {
      return false
    } finally {
      await client.end().catch(() => {})
    }
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

  /** After it ended by itself. */
  async revive(): Promise<void> {
    await this.#server.stop()
    await this.restart()
  }

  async remove(): Promise<void> {
    await this.#server.stop()
    if (this.disk instanceof SmallDisk) await this.disk.unmount()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

function launch(dataDir: string): Promise<EmbeddedServer> {
  return startEmbedded({ dataDir, logFile: join(dataDir, 'server.log'), settings })
}
