export interface OutboxSettings {
  /** `MILLRACE_ALLOWED_HOSTS`. */
  readonly allowedHosts: readonly string[]
  /** The 32 bytes of the operator's key file; null: no stored secret can be opened. */
  readonly secretKey: Uint8Array | null
  readonly limits: OutboxLimits
}

export interface OutboxLimits {
  /** Requests a second to one host (A-WHK-20, A-WHK-21). */
  readonly perSecond: number
  /** Requests to one host at one time, over all workers. */
  readonly mostInFlight: number
  /** R7: not hours. */
  readonly leaseMs: number
  /** A-WHK-14. */
  readonly connectTimeoutMs: number
  readonly responseTimeoutMs: number
}

export const defaultLimits: OutboxLimits = {
  perSecond: 20,
  mostInFlight: 20,
  leaseMs: 60_000,
  connectTimeoutMs: 3_000,
  responseTimeoutMs: 30_000,
}
