// How one attempt to send a webhook, or to call an app, ended.
import type { Outputs } from '@millrace/actions'

export type SendOutcome =
  | { readonly kind: 'succeeded'; readonly outputs: Outputs; readonly detail: SendDetail }
  | {
      readonly kind: 'failed'
      readonly code: SendFailure
      readonly outputs: Outputs
      readonly detail: SendDetail
    }
  /** A call of an app, which holds the record until it reports back or the moment comes (epoch ms; A-INT-17). */
  | { readonly kind: 'blocked'; readonly until: number; readonly detail: SendDetail }
  /** To be tried again; `afterMs` is what the other side asked for. */
  | {
      readonly kind: 'retry'
      readonly code: SendFailure
      readonly afterMs: number | null
      readonly outputs: Outputs
      readonly detail: SendDetail
    }

export type SendFailure =
  | 'redirect_refused'
  | 'http_status'
  | 'rate_limited'
  | 'timed_out'
  | 'connection_failed'
  | 'address_refused'
  | 'missing_secret'
  | 'app_failed'
  | 'invalid_url'

export interface SendDetail {
  readonly method: string
  readonly url: string
  readonly status?: number
  readonly durationMs?: number
  /** The first 2 KB of the answer. */
  readonly response?: string
  readonly message?: string
}
