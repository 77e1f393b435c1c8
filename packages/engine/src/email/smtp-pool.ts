// Connections to the mail server, kept open and shared. Nothing is ever sent twice here: whoever calls is told how each
// attempt ended, and decides.
import { type Delivery, judgeFailure, type SmtpFailure } from './delivery.js'
import type { SmtpServer } from './smtp-server-address.js'
import { createSmtpSession, type Envelope, notTried, type SmtpSession } from './smtp-session.js'

export interface Mail extends Envelope {
  readonly message: Buffer
}

export interface SmtpPool {
  /** `write` makes the e-mail when its turn has come. Rejects only when that does. */
  send(write: () => Promise<Mail>, signal: AbortSignal): Promise<Delivery>
  /** Sends nothing more: who still waits is told so. */
  close(): void
}

export interface PoolLimits {
  readonly smtpConnections: number
  readonly smtpTimeoutMs: number
}

/** E-mails over one connection: servers grow impatient. */
const mostMails = 100
/** How long a connection may rest, ms. */
const longestRest = 5_000

interface Resting {
  readonly session: SmtpSession
  readonly used: number
  readonly timer: NodeJS.Timeout
}

export function createSmtpPool(server: SmtpServer, limits: PoolLimits): SmtpPool {
  const resting: Resting[] = []
  const waiting: ((go: boolean) => void)[] = []
  let running = 0
  let closed = false

  return {
    send: async (write, signal) => {
      if (!(await turn())) return notTried
      try {
        if (signal.aborted) return notTried
        const mail = await write()
        return signal.aborted ? notTried : await deliver(mail, signal)
      } finally {
        running -= 1
        waiting.shift()?.(true)
      }
    },
    close: () => {
      closed = true
      for (const go of waiting.splice(0)) go(false)
      for (const { session, timer } of resting.splice(0)) {
        clearTimeout(timer)
        session.quit()
      }
    },
  }

  async function turn(): Promise<boolean> {
    if (closed) return false
    if (running >= limits.smtpConnections && !(await new Promise<boolean>((go) => waiting.push(go))))
      return false
    running += 1
    return true
  }

  async function deliver(mail: Mail, signal: AbortSignal): Promise<Delivery> {
    const rested = takeRested()
    if (rested) {
      const delivery = await over(rested.session, rested.used, mail, signal)
      // The server had hung up on a connection that rested: nothing was sent, and a new one may do.
      if (delivery.begun || delivery.kind !== 'deferred' || delivery.code !== 'connection_failed')
        return delivery
    }
    const session = createSmtpSession(server, limits.smtpTimeoutMs)
    try {
      await session.open()
    } catch (error) {
      session.quit()
      return judgeOpening(error as SmtpFailure)
    }
    return over(session, 0, mail, signal)
  }

  async function over(session: SmtpSession, used: number, mail: Mail, signal: AbortSignal) {
    const delivery = await session.send(mail, mail.message, signal)
    if (session.usable && !closed && used + 1 < mostMails) rest(session, used + 1)
    else session.quit()
    return delivery
  }

  function rest(session: SmtpSession, used: number): void {
    const timer = setTimeout(() => {
      resting.splice(
        resting.findIndex((one) => one.session === session),
        1,
      )
      session.quit()
    }, longestRest)
    timer.unref()
    resting.push({ session, used, timer })
  }

  function takeRested(): Resting | undefined {
    for (let one = resting.pop(); one; one = resting.pop()) {
      clearTimeout(one.timer)
      if (one.session.usable) return one
    }
    return undefined
  }
}

/** Whatever the server says before it hears of a message is not about the message. */
function judgeOpening(error: SmtpFailure): Delivery {
  const delivery = judgeFailure(error, false)
  return delivery.kind === 'deferred'
    ? delivery
    : { kind: 'deferred', code: 'connection_failed', message: (error.message ?? '').slice(0, 500) }
}
