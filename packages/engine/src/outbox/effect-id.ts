import { createHash, randomUUID } from 'node:crypto'
import { type Faults, isPlanted } from '../faults.js'

/**
 * The stable id of an effect (W-ENG-4, R5): a hash of account, enrollment, action and visit, spelled as a UUID. Never of
 * the attempt, never random: whoever receives it twice has received one thing.
 */
export function effectId(
  accountId: number,
  enrollmentId: number,
  actionId: string,
  visit: number,
  faults?: Faults,
): string {
  if (isPlanted(faults, 'unstable-effect-id')) return randomUUID()
  const hash = createHash('sha256')
    .update(`effect:${accountId}:${enrollmentId}:${visit}:${actionId}`)
    .digest()
  // RFC 9562, version 8: custom content.
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
