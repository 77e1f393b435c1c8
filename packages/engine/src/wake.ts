// Telling whoever works that there is work (engine.md 4): this process directly, others by one coalesced notification.
import { EventEmitter } from 'node:events'
import type { Lane } from '@millrace/model'
import { type Database, lowerWork, type WorkHint } from '@millrace/store'
import pg from 'pg'
import type { Waker } from './engine.js'

/** The channel of notifications; its payload is `sender account lane account lane …`. */
export const workChannel = 'millrace_work'

/** At most one notification per account and lane in this many ms; the first of a burst goes at once. */
const coalescing = 10

/** Longest pause before it tries to reach a lost server again, ms. */
const longestPause = 2000

/** A waker of this process; a worker in the same process listens on `work`. */
export interface ProcessWaker extends Waker {
  readonly id: string
  onWork(listener: (accountId: number, lane: Lane) => void): void
}

/**
 * Wakes after commit, on a connection of its own: a NOTIFY inside a writing transaction would make all writers queue at
 * commit (measured: −48 % at 8 connections). All of it is a hint; workers look by themselves every few seconds besides.
 */
export function createWaker(db: Pick<Database, 'url'>, id: string = crypto.randomUUID()): ProcessWaker {
  return new NotifyingWaker(db.url, id)
}

class NotifyingWaker implements ProcessWaker {
  readonly id: string
  readonly #url: string
  readonly #local = new EventEmitter<{ work: [number, Lane] }>()
  readonly #waiting = new Map<string, WorkHint>()
  readonly #sentAt = new Map<string, number>()
  #client: Promise<pg.Client> | undefined
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  #failures = 0
  #closed = false

  constructor(url: string, id: string) {
    this.#url = url
    this.id = id
  }

  onWork(listener: (accountId: number, lane: Lane) => void): void {
    this.#local.on('work', listener)
  }

  wake(accountId: number, lane: Lane, at?: number): void {
    if (this.#closed) return
    if (at === undefined) this.#local.emit('work', accountId, lane)
    const key = `${accountId} ${lane} ${at === undefined ? 'now' : 'later'}`
    const waiting = this.#waiting.get(key)
    const earliest = at === undefined ? null : Math.min(at, waiting?.at ?? at)
    this.#waiting.set(key, { accountId, lane, at: earliest })
    const sentAgo = performance.now() - (this.#sentAt.get(key) ?? Number.NEGATIVE_INFINITY)
    this.#flushIn(Math.max(0, coalescing - sentAgo))
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#closed = true
    await this.#flushing
    if (this.#waiting.size > 0) await this.#flush()
    const client = await this.#client?.catch(() => undefined)
    await client?.end().catch(() => {})
  }

  #flushIn(ms: number): void {
    // One statement at a time: what comes meanwhile goes with the next.
    if (this.#timer || this.#flushing || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flushing = this.#flush().finally(() => {
        this.#flushing = undefined
        if (this.#waiting.size > 0) this.#flushIn(this.#failures > 0 ? this.#pause() : coalescing)
      })
    }, ms)
  }

  async #flush(): Promise<void> {
    const hints = [...this.#waiting.values()]
    for (const key of this.#waiting.keys()) this.#sentAt.set(key, performance.now())
    this.#waiting.clear()
    try {
      const client = await this.#connection()
      const statement = lowerWork(hints, this.#payload(hints))
      await client.query({ name: 'work.lower', text: statement.text, values: statement.values })
      this.#failures = 0
    } catch {
      this.#lost(hints)
    }
    this.#forgetOldSendings()
  }

  #payload(hints: readonly WorkHint[]): string | null {
    const now = hints.filter(({ at }) => at === null)
    // A payload holds 8,000 bytes; whoever is left out is found by its lowered hint.
    const named = now.slice(0, 200).map(({ accountId, lane }) => `${accountId} ${lane}`)
    return now.length === 0 ? null : [this.id, ...named].join(' ')
  }

  /** Nothing is thrown at a writer whose work is committed: the hints wait for the server to come back. */
  #lost(hints: readonly WorkHint[]): void {
    this.#failures++
    void this.#client?.then((client) => client.end()).catch(() => {})
    this.#client = undefined
    if (this.#closed) return
    for (const hint of hints) {
      const key = `${hint.accountId} ${hint.lane} ${hint.at === null ? 'now' : 'later'}`
      if (!this.#waiting.has(key)) this.#waiting.set(key, hint)
    }
  }

  #pause(): number {
    return Math.min(longestPause, 50 * 2 ** Math.min(this.#failures, 6)) * (0.5 + Math.random() / 2)
  }

  #forgetOldSendings(): void {
    if (this.#sentAt.size < 1000) return
    const old = performance.now() - coalescing
    for (const [key, at] of this.#sentAt) if (at < old) this.#sentAt.delete(key)
  }

  #connection(): Promise<pg.Client> {
    this.#client ??= connect(this.#url, () => {
      this.#client = undefined
    })
    return this.#client
  }
}

async function connect(url: string, lost: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'millrace waker',
    // A hint that a crash takes back costs nobody more than the seconds until the next look.
    options: '-c role=millrace_app -c TimeZone=UTC -c synchronous_commit=off',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  })
  client.on('error', lost)
  await client.connect()
  return client
}
