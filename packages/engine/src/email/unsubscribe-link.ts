// The signed link by which people unsubscribe: from the header with one click (RFC 8058), from the text by way of a page.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Which e-mail a link came with. */
export interface LinkedEmail {
  readonly accountId: number
  readonly effectId: string
  readonly recipient: string
}

const signatureBytes = 16

/** The last part of the link's path. `secretKey`: the 32 bytes of the operator's key file. */
export function signUnsubscribe(secretKey: Uint8Array, email: LinkedEmail): string {
  const payload = Buffer.from(`${email.accountId} ${email.effectId} ${email.recipient}`)
  return Buffer.concat([signatureOf(secretKey, payload), payload]).toString('base64url')
}

/** The e-mail a link came with; null for one that we never signed. */
export function readUnsubscribe(secretKey: Uint8Array, token: string): LinkedEmail | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length <= signatureBytes) return null
  const payload = bytes.subarray(signatureBytes)
  if (!timingSafeEqual(bytes.subarray(0, signatureBytes), signatureOf(secretKey, payload))) return null
  const [, accountId, effectId, recipient] =
    /^(\d{1,15}) ([0-9a-f-]{36}) (.+)$/.exec(payload.toString()) ?? []
  if (!accountId || !effectId || !recipient) return null
  return { accountId: Number(accountId), effectId, recipient }
}

export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/millrace/v1/unsubscribe/${token}`
}

function signatureOf(secretKey: Uint8Array, payload: Buffer): Buffer {
  return createHmac('sha256', linkKeyOf(secretKey)).update(payload).digest().subarray(0, signatureBytes)
}

const linkKeys = new WeakMap<Uint8Array, Buffer>()

/** A key of its own: what signs links opens no secret. */
function linkKeyOf(secretKey: Uint8Array): Buffer {
  const known = linkKeys.get(secretKey)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'millrace unsubscribe links', 32))
  linkKeys.set(secretKey, key)
  return key
}
