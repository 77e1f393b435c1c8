import type { CanonicalValue } from './value.js'

/** True when a write of `b` over `a` changes nothing (W-EVT-4). null: no value. */
export function sameValue(a: CanonicalValue | null, b: CanonicalValue | null): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b)) return false
  return a.length === b.length && a.every((entry, index) => entry === b[index])
}
