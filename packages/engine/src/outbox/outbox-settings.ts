import type { LaneLimits } from '@millrace/store'

export interface OutboxSettings {
  /** `MILLRACE_ALLOWED_HOSTS`. */
  readonly allowedHosts: readonly string[]
  /** The 32 bytes of the operator's key file; null: no stored secret can be opened. */
  readonly secretKey: Uint8Array | null
  /** `MILLRACE_SMTP_URL`; absent: no e-mail is sent. */
  readonly smtpUrl?: string | undefined
  /** `MILLRACE_PUBLIC_URL`: where links in e-mails lead. */
  readonly publicUrl?: string | undefined
  /** `MILLRACE_MAIL_FROM`: who internal e-mail comes from. */
  readonly mailFrom?: string | undefined
  readonly limits: OutboxLimits
}

export interface OutboxLimits extends LaneLimits {
  /** R7: not hours. */
  readonly leaseMs: number
  /** A-WHK-14. */
  readonly connectTimeoutMs: number
  readonly responseTimeoutMs: number
  /** The longest silence of the mail server: until it greets, and after each command of ours. */
  readonly smtpTimeoutMs: number
  /** Connections to the mail server, of each worker. */
  readonly smtpConnections: number
}

export const defaultLimits: OutboxLimits = {
  perSecond: 20,
  mostInFlight: 20,
  mailsPerSecond: 1_000,
  mostMailsInFlight: 100,
  leaseMs: 60_000,
  connectTimeoutMs: 3_000,
  responseTimeoutMs: 30_000,
  smtpTimeoutMs: 60_000,
  smtpConnections: 10,
}
