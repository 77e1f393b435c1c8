// A worker's own connection: its lock says that it lives, and notifications arrive on it.
import { registerWorker } from '@millrace/store'
import pg from 'pg'
import { workChannel } from './wake.js'

const longestPause = 3000

/**
 * Keeps one connection for as long as the worker lives. The worker is entered in `workers` only after its lock is held, so
 * that whoever finds an entry without a lock knows the worker to be gone. A lost connection is made anew, with jitter.
 */
export class Presence {
  readonly #url: string
  readonly #workerId: string
  readonly #heard: (payload: string) => void
  /** Called after every (re)connection: notifications may have been missed. */
  readonly #present: () => void
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false

  constructor(
    url: string,
    workerId: string,
    on: { readonly heard: (payload: string) => void; readonly present: () => void },
  ) {
    this.#url = url
    this.#workerId = workerId
    this.#heard = on.heard
    this.#present = on.present
  }

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'millrace presence',
      options: '-c role=millrace_app -c TimeZone=UTC -c idle_in_transaction_session_timeout=0',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    })
    client.on('error', () => this.#lost(client))
    client.on('end', () => this.#lost(client))
    client.on('notification', ({ payload }) => this.#heard(payload ?? ''))
    this.#client = client
    try {
      await client.connect()
      const lockKey = lockKeyOf(this.#workerId)
      await client.query('SELECT pg_advisory_lock($1)', [lockKey])
      const entry = registerWorker(this.#workerId, lockKey)
      await client.query(entry.text, entry.values)
      await client.query(`LISTEN ${workChannel}`)
      this.#failures = 0
      this.#present()
    } catch {
      this.#lost(client)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => {})
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return
    this.#client = undefined
    client.end().catch(() => {})
    if (this.#closed) return
    this.#failures++
    const pause = Math.min(longestPause, 100 * 2 ** Math.min(this.#failures, 5)) * (0.5 + Math.random() / 2)
    this.#timer = setTimeout(() => void this.open(), pause)
  }
}

/** 52 bits of the worker's id: a bigint that a JavaScript number holds exactly. */
function lockKeyOf(workerId: string): number {
  return Number.parseInt(workerId.replaceAll('-', '').slice(0, 13), 16)
}
