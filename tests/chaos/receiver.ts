// Whoever gets the webhooks: answers as the seed says, and writes down what it was sent and what it took.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dice } from './dice.js'
import { pause } from './wait.js'

export interface Call {
  /** The path: which account and workflow it comes from. */
  readonly path: string
  /** Stable over repetitions: what a receiver de-duplicates by. */
  readonly id: string
  readonly body: string
  /** It was taken, whatever the sender came to know. */
  readonly accepted: boolean
}

const moods = { well: 78, slow: 6, broken: 5, busy: 3, refused: 3, taken: 5 } as const

export class Receiver {
  readonly calls: Call[] = []
  /** From the beginning of the quiet phase it answers well. */
  quiet = false
  #server: Server | undefined
  #port = 0

  constructor(private readonly dice: Dice) {}

  get port(): number {
    return this.#port
  }

  async open(): Promise<void> {
    const server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy())
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    this.#port = (server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((resolve) => this.#server?.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mood = this.quiet ? 'well' : this.dice.weighed(moods)
    if (mood === 'refused') return void request.socket.destroy()
    let body = ''
    for await (const chunk of request) body += chunk
    const accepted = mood === 'well' || mood === 'slow' || mood === 'taken'
    this.calls.push({
      path: request.url ?? '',
      id: String(request.headers['idempotency-key']),
      body,
      accepted,
    })
    if (mood === 'slow') await pause(this.dice.between(100, 1500))
    if (mood === 'taken') return void request.socket.destroy()
    if (mood === 'broken') response.statusCode = 503
    if (mood === 'busy') response.writeHead(429, { 'retry-after': '1' })
    response.end('{"ticket":"T1"}')
  }
}
