import type { KnownOutcomeCode } from '@millrace/actions'

/** How handing one e-mail to the mail server ended: a closed value. */
export type Delivery =
  | { readonly kind: 'sent'; readonly response: string }
  /** Not accepted for sure, and another time may be better. `atOnce`: it was not even tried. */
  | {
      readonly kind: 'deferred'
      readonly code: KnownOutcomeCode
      readonly message: string
      readonly atOnce?: boolean
    }
  | {
      readonly kind: 'failed'
      readonly code: KnownOutcomeCode
      readonly message: string
      /** The mail server knows no such address. */
      readonly bounced?: boolean
    }
  /** The whole message may have got there, and no answer came: never a blind resend (engine.md 5). */
  | { readonly kind: 'in_doubt'; readonly message: string }

/** What the mail library says of a failure. */
export interface SmtpFailure extends Error {
  readonly code?: string | undefined
  readonly command?: string | undefined
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
}

/** `begun`: the server had asked for the message and we had started to write it. */
export function judgeFailure(error: SmtpFailure, begun: boolean): Delivery {
  const message = (error.message || String(error)).slice(0, 500)
  const status = error.responseCode ?? 0
  if (error.code === 'EAUTH') return { kind: 'deferred', code: 'connection_failed', message }
  if (status >= 500) return refused(error, status, message)
  if (status >= 400) return { kind: 'deferred', code: 'mail_server_busy', message }
  if (begun) return { kind: 'in_doubt', message }
  if (error.code === 'EENVELOPE') return { kind: 'failed', code: 'invalid_address', message }
  if (error.code === 'EMESSAGE') return { kind: 'failed', code: 'email_rejected', message }
  const late = error.code === 'ETIMEDOUT'
  return { kind: 'deferred', code: late ? 'timed_out' : 'connection_failed', message }
}

/** A permanent refusal: of the recipient, or of us. */
function refused(error: SmtpFailure, status: number, message: string): Delivery {
  const unknown = /^5\d\d[ -]5\.1\.\d/.test(error.response ?? '')
  const aboutPolicy = /^5\d\d[ -]5\.7\.\d/.test(error.response ?? '')
  const bounced = error.command === 'RCPT TO' && !aboutPolicy && (unknown || [550, 551, 553].includes(status))
  return { kind: 'failed', code: bounced ? 'email_bounced' : 'email_rejected', message, bounced }
}
