// A webhook as it stands in its outbox row, and how it becomes an HTTP request. Secrets are named there, never held.
import type { WebhookRequest } from '@millrace/actions'
import { signatureHeaders } from './signatures.js'

export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string | null
}

export type BuiltRequest =
  | { readonly ok: true; readonly request: HttpRequest }
  | { readonly ok: false; readonly code: 'missing_secret' | 'invalid_url'; readonly message: string }

/** Name of the stored secret a webhook needs; null for none. An app's signing secret is stored as `app:<appId>`. */
export function secretNameOf(request: WebhookRequest): string | null {
  const { authentication } = request
  if (authentication === null) return null
  return authentication.type === 'AUTH_KEY' ? authentication.secretName : `app:${authentication.appId}`
}

/** Set by the connection or by us; a header of the document must not contradict them. */
const ownHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'keep-alive',
  'proxy-connection',
  'idempotency-key',
])

export function buildRequest(
  webhook: WebhookRequest,
  effect: { readonly id: string; readonly at: number; readonly secret: string | null },
): BuiltRequest {
  const url = URL.canParse(webhook.url) ? new URL(webhook.url) : null
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return invalid('the URL is not a plain http or https address')
  const name = secretNameOf(webhook)
  const needed = webhook.authentication?.type === 'AUTH_KEY' || !webhook.authentication?.optional
  if (name !== null && effect.secret === null && needed)
    return { ok: false, code: 'missing_secret', message: `There is no secret "${name}".` }
  return withAuthentication(webhook, url, effect.id, effect.at, effect.secret ?? '')
}

function withAuthentication(
  webhook: WebhookRequest,
  url: URL,
  id: string,
  at: number,
  secret: string,
): BuiltRequest {
  const { method, authentication: auth } = webhook
  const body = webhook.body.kind === 'json' ? webhook.body.text : null
  const headers: Record<string, string> = {}
  const given = Object.entries(webhook.headers)
  if (auth?.type === 'AUTH_KEY') {
    if (auth.location === 'QUERY_PARAM') url.searchParams.set(auth.name, secret)
    else given.push([auth.name, secret])
  }
  for (const [name, value] of given) {
    if (ownHeaders.has(name.toLowerCase())) return invalid(`the header "${name}" cannot be chosen`)
    headers[name.toLowerCase()] = value
  }
  if (auth?.type === 'SIGNATURE' && secret !== '') {
    Object.assign(headers, signatureHeaders({ secret, method, url: url.href, body: body ?? '', id, at }))
  }
  return {
    ok: true,
    request: {
      method,
      url: url.href,
      headers: { ...fixedHeaders(body), ...headers, 'idempotency-key': id },
      body,
    },
  }
}

function fixedHeaders(body: string | null): Record<string, string> {
  return {
    accept: 'application/json',
    // Nothing is ever inflated here: a small answer cannot become a large one.
    'accept-encoding': 'identity',
    'user-agent': 'Millrace',
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  }
}

function invalid(message: string): BuiltRequest {
  return { ok: false, code: 'invalid_url', message }
}
