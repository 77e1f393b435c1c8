import { createHash, createHmac } from 'node:crypto'

export interface SignedRequest {
  readonly secret: string
  readonly method: string
  /** Full URL, query included. */
  readonly url: string
  readonly body: string
  /** The effect id: the same at every attempt. */
  readonly id: string
  /** Epoch ms of this attempt. */
  readonly at: number
}

/** HubSpot's versions 2 and 3 (api.md 8.2) beside the headers of Standard Webhooks 1.0. */
export function signatureHeaders(request: SignedRequest): Record<string, string> {
  const { secret, method, url, body, id, at } = request
  const seconds = Math.floor(at / 1000)
  return {
    'x-hubspot-signature': createHash('sha256').update(`${secret}${method}${url}${body}`).digest('hex'),
    'x-hubspot-signature-version': 'v2',
    'x-hubspot-signature-v3': hmac(secret, `${method}${decodedForV3(url)}${body}${at}`),
    'x-hubspot-request-timestamp': String(at),
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${hmac(standardKey(secret), `${id}.${seconds}.${body}`)}`,
  }
}

function hmac(key: string | Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64')
}

/** Standard Webhooks writes its secrets `whsec_<base64>`; any other text is the key itself. */
function standardKey(secret: string): string | Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret
}

const decodedEscapes = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

function decodedForV3(url: string): string {
  return url.replace(decodedEscapes, (sequence) => decodeURIComponent(sequence))
}
