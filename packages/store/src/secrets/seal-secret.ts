// Secrets at rest (reliability.md 3.2): AES-256-GCM under the operator's key, bound to the account and name they are for.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** First byte of everything sealed, so that a later way of sealing can be told apart. */
const version = 1
const nonceBytes = 12
const tagBytes = 16

/** The operator's key does not open what was sealed: another key, another account's row, or a damaged one. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable'
}

interface Owner {
  readonly accountId: number
  readonly name: string
}

export function sealSecret(key: Uint8Array, owner: Owner, secret: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(boundTo(owner))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text])
}

export function openSecret(key: Uint8Array, owner: Owner, sealed: Uint8Array): string {
  try {
    if (sealed[0] !== version) throw new RangeError(`sealed in an unknown way: ${sealed[0]}`)
    const text = 1 + nonceBytes + tagBytes
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes))
    decipher.setAAD(boundTo(owner))
    decipher.setAuthTag(sealed.subarray(1 + nonceBytes, text))
    return Buffer.concat([decipher.update(sealed.subarray(text)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SecretUnreadable(`the secret "${owner.name}" cannot be opened with this key`, { cause })
  }
}

function boundTo({ accountId, name }: Owner): Buffer {
  return Buffer.from(`${version}:${accountId}:${name}`)
}
