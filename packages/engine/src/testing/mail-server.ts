// A real mail server on loopback that can be told to misbehave at every phase.
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came. */
  readonly source: string
}

/** What it does at a phase: nothing special, a refusal with a code, an end of the connection, or silence. */
export type Behaviour = undefined | { readonly code: number; readonly message?: string } | 'drop' | 'hang'

export interface Phases {
  connect?: Behaviour
  mailFrom?: Behaviour
  rcptTo?: Behaviour | ((address: string) => Behaviour)
  /** When it has said to go on, and the message begins to come. */
  data?: Behaviour
  /** When it has the whole message: kept, then answered like this. */
  dot?: Behaviour | ((mail: ReceivedMail) => Behaviour)
}

type Done = (error?: Error | null) => void

export class MailServer {
  /** Messages it had whole, whatever it answered. */
  received: ReceivedMail[] = []
  phases: Phases = {}
  /** Connections since `reset`. */
  connected = 0
  readonly #server: SMTPServer

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onConnect: (session, done) => {
        this.connected += 1
        this.#behave(this.phases.connect, session, done)
      },
      onMailFrom: (_address, session, done) => this.#behave(this.phases.mailFrom, session, done),
      onRcptTo: ({ address }, session, done) => {
        const { rcptTo } = this.phases
        this.#behave(typeof rcptTo === 'function' ? rcptTo(address) : rcptTo, session, done)
      },
      onData: (stream, session, done) => {
        if (this.phases.data === 'drop') stream.once('data', () => this.#socketOf(session)?.destroy())
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          if (this.phases.data === 'drop') return
          if (this.phases.data !== undefined) {
            this.#behave(this.phases.data, session, done)
            return
          }
          const { mailFrom, rcptTo } = session.envelope
          const mail = {
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            source: Buffer.concat(chunks).toString('utf8'),
          }
          this.received.push(mail)
          const { dot } = this.phases
          this.#behave(typeof dot === 'function' ? dot(mail) : dot, session, done)
        })
      },
    })
    this.#server.on('error', () => {})
  }

  static async open(): Promise<MailServer> {
    const mail = new MailServer()
    mail.#server.listen(0, '127.0.0.1')
    await once(mail.#server.server, 'listening')
    return mail
  }

  get url(): string {
    const { port } = this.#server.server.address() as AddressInfo
    return `smtp://127.0.0.1:${port}`
  }

  reset(): void {
    this.received = []
    this.phases = {}
    this.connected = 0
  }

  /** Ends every connection, as when the server is killed. */
  hangUp(): void {
    for (const connection of this.#connections()) connection._socket.destroy()
  }

  async close(): Promise<void> {
    this.hangUp()
    await new Promise<void>((closed) => this.#server.close(closed))
  }

  #behave(behaviour: Behaviour, session: SMTPServerSession, done: Done): void {
    if (behaviour === undefined) done()
    else if (behaviour === 'drop') this.#socketOf(session)?.destroy()
    else if (behaviour !== 'hang')
      done(Object.assign(new Error(behaviour.message ?? 'refused here'), { responseCode: behaviour.code }))
  }

  #socketOf(session: SMTPServerSession): Socket | undefined {
    return this.#connections().find((connection) => connection.session.id === session.id)?._socket
  }

  #connections(): { readonly session: SMTPServerSession; readonly _socket: Socket }[] {
    const { connections } = this.#server as unknown as {
      connections: Iterable<{ session: SMTPServerSession; _socket: Socket }>
    }
    return [...connections]
  }
}
