// The text that stands in `record_keys` for a value (engine.md 1): folded, and ordered bytewise like the value.
import { fold } from './fold.js'
import type { CanonicalValue } from './value.js'

/** A B-tree entry holds about 2,700 bytes; 512 code points of four bytes leave room for the other columns. */
const longestWholeKey = 512

/** Key of a value. Numbers, dates and date-times: sixteen hexadecimal digits in numeric order. */
export function keyOf(value: CanonicalValue): string {
  if (typeof value === 'number') return sortableNumber(value)
  if (typeof value === 'boolean') return String(value)
  return shortened(fold(typeof value === 'string' ? value : value.join(';')))
}

const view = new DataView(new ArrayBuffer(8))

/** IEEE 754 sorts like integers once the sign bit is flipped, negative numbers once all bits are. */
function sortableNumber(value: number): string {
  view.setFloat64(0, value === 0 ? 0 : value)
  const high = view.getUint32(0)
  const low = view.getUint32(4)
  const negative = high >>> 31 === 1
  return hex((negative ? ~high : high ^ 0x80000000) >>> 0) + hex((negative ? ~low : low) >>> 0)
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0')
}

/** Longer text keeps its head, for order, and a fingerprint of the whole, for uniqueness. */
function shortened(text: string): string {
  if (text.length <= longestWholeKey) return text
  const points = Array.from(text)
  if (points.length <= longestWholeKey) return text
  return `${points.slice(0, longestWholeKey - 48).join('')}…${fingerprint(text)}`
}

/** 128 bits of four FNV-1a lanes with different seeds: not secret, only unlikely to collide. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x01234567, 0x9e3779b9, 0x7f4a7c15].map((seed) => hex(fnv1a(text, seed))).join('')
}

function fnv1a(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}
