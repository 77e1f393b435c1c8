import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import { type Delivery, judgeFailure, type SmtpFailure } from './delivery.js'
import type { SmtpServer } from './smtp-server-address.js'

/** One e-mail as the mail server gets it. */
export interface Envelope {
  readonly from: string
  readonly to: string
}

/** One connection to the mail server, for one e-mail after the other. */
export interface SmtpSession {
  /** Greeted, encrypted where asked for, signed in. */
  open(): Promise<void>
  /** Never rejects. `signal` is looked at last when the server asks for the message: what is aborted then is not sent. */
  send(
    envelope: Envelope,
    message: Buffer,
    signal: AbortSignal,
  ): Promise<Delivery & { readonly begun: boolean }>
  /** False once it cannot be used any more. */
  readonly usable: boolean
  quit(): void
}

export function createSmtpSession(server: SmtpServer, timeoutMs: number): SmtpSession {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.startTls === 'required',
    ignoreTLS: server.startTls === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  })
  let usable = true
  const over = () => {
    usable = false
  }
  connection.on('error', over)
  connection.on('end', over)

  return {
    get usable() {
      return usable
    },
    open: async () => {
      await whenConnected(connection)
      const { credentials } = server
      if (credentials)
        await new Promise<void>((done, failed) =>
          connection.login({ ...credentials, credentials }, (error) => (error ? failed(error) : done())),
        )
    },
    send: async (envelope, message, signal) => {
      const body = lastLook(message, signal)
      const delivery = await sendOver(connection, envelope, body, signal)
      // After a refusal the session would have to be reset; a new one is as cheap.
      if (delivery.kind !== 'sent') {
        over()
        connection.close()
      }
      return { ...delivery, begun: body.begun }
    },
    quit: () => {
      over()
      connection.quit()
    },
  }
}

function whenConnected(connection: SMTPConnection): Promise<void> {
  return new Promise((done, failed) => {
    connection.once('error', failed)
    connection.connect((error) => {
      if (error) return failed(error)
      connection.removeListener('error', failed)
      done()
    })
  })
}

function sendOver(
  connection: SMTPConnection,
  envelope: Envelope,
  body: Body,
  signal: AbortSignal,
): Promise<Delivery> {
  return new Promise((done) => {
    connection.send({ from: envelope.from, to: [envelope.to] }, body, (error: SmtpFailure | null, info) => {
      if (!error) return done({ kind: 'sent', response: (info?.response ?? '').slice(0, 300) })
      if (signal.aborted && !body.begun) return done(notTried)
      done(judgeFailure(error, body.begun))
    })
  })
}

export const notTried: Delivery = {
  kind: 'deferred',
  code: 'dispatcher_lost',
  message: 'the sender stopped before its turn came',
  atOnce: true,
}

interface Body extends Readable {
  /** The server has asked for the message: from here on it may arrive. */
  begun: boolean
}

/** The message, read when the server has said to go on: the last moment at which not to send it. */
function lastLook(message: Buffer, signal: AbortSignal): Body {
  const body = new Readable({
    read() {
      if (signal.aborted) return void this.destroy(new Error('stopped'))
      body.begun = true
      this.push(message)
      this.push(null)
    },
  }) as Body
  body.begun = false
  return body
}
