// The text of an access token: `pat-mr-`, 256 random bits, and a checksum by which a typo or a leak scanner knows it.
import { createHash, randomBytes } from 'node:crypto'

const prefix = 'pat-mr-'
const checksumLength = 6

export function newTokenText(): string {
  const secret = randomBytes(32).toString('base64url')
  return `${prefix}${secret}${checksum(secret)}`
}

/** What is stored: the secret itself has 256 bits, so one round without salt is enough. */
export function tokenHash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** True for a token of ours that was mistyped or cut: no look-up can find it. Tokens of other shapes are never judged. */
export function isDamaged(text: string): boolean {
  if (!text.startsWith(prefix)) return false
  const secret = text.slice(prefix.length, -checksumLength)
  return checksum(secret) !== text.slice(-checksumLength)
}

function checksum(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, checksumLength)
}
