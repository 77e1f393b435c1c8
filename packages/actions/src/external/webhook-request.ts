// What a webhook step asks the dispatcher to send. The dispatcher adds the idempotency header and the secrets.

import type { OutputField } from './output-fields.js'

export type WebhookMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type WebhookAuthentication =
  /** The value of a stored secret, in a header or a query parameter. */
  | {
      readonly type: 'AUTH_KEY'
      readonly name: string
      readonly location: 'HEADER' | 'QUERY_PARAM'
      readonly secretName: string
    }
  /** `optional`: without the app's secret the request goes unsigned. */
  | { readonly type: 'SIGNATURE'; readonly appId: string; readonly optional?: boolean }

export interface WebhookRequest {
  readonly method: WebhookMethod
  /** Query parameters of GET included. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text; null without one. `record`: the enrolled record as the object API returns it (A-WHK-6). */
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'record' }
    | { readonly kind: 'json'; readonly text: string }
  readonly authentication: WebhookAuthentication | null
  /** Outputs to read from a JSON answer; absent: its plain members (docs/decisions/0017). */
  readonly outputFields?: readonly OutputField[]
  /** A call of an app: its answer holds outputs and an execution state, and may hold the record back (api.md 8.3). */
  readonly extension?: boolean
}
