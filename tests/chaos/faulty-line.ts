// Stands between the product and PostgreSQL and loses what a network loses.
import { type AddressInfo, createServer, type Server, type Socket, connect as tcpConnect } from 'node:net'
import type { Dice } from './dice.js'

interface Connection {
  readonly client: Socket
  readonly server: Socket
  /** The answer to the next COMMIT is lost, and the connection with it. */
  losesCommit: boolean
}

const commit = Buffer.from('COMMIT\0')

export class FaultyLine {
  readonly #connections = new Set<Connection>()
  #server: Server | undefined
  /** Answers to a COMMIT that the server gave and nobody heard. */
  lostCommits = 0

  /** `lost`: told whenever an answer to COMMIT is lost. */
  constructor(
    private readonly target: () => number,
    private readonly lost: () => void,
  ) {}

  async open(): Promise<number> {
    const server = createServer((client) => this.#accept(client))
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  /** A connection breaks; false when there is none. */
  cutOne(dice: Dice): boolean {
    const victim = dice.pick([...this.#connections])
    victim?.client.destroy()
    return victim !== undefined
  }

  /** Of every other connection the next COMMIT is carried out and its answer is lost. */
  loseCommits(dice: Dice): void {
    for (const connection of this.#connections) connection.losesCommit = dice.happens(0.5)
  }

  /** From now on nothing is lost that was not yet. */
  heal(): void {
    for (const connection of this.#connections) connection.losesCommit = false
  }

  async close(): Promise<void> {
    for (const { client } of this.#connections) client.destroy()
    await new Promise((resolve) => this.#server?.close(resolve))
  }

  #accept(client: Socket): void {
    const server = tcpConnect(this.target(), '127.0.0.1')
    const connection: Connection = { client, server, losesCommit: false }
    let committing = false
    this.#connections.add(connection)
    client.on('data', (bytes) => {
      if (connection.losesCommit && bytes.includes(commit)) committing = true
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (!committing) return void client.write(bytes)
      this.lostCommits++
      this.lost()
      client.destroy()
    })
    const end = () => {
      this.#connections.delete(connection)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
  }
}
