/**
 * 0 ≤ x < 1, the same for the same words for ever (engine.md 4, determinism): random split, spread and jitter are
 * functions of enrollment, action, visit and purpose. FNV-1a, then the finalizer of MurmurHash3, so that neighbouring
 * ids fall far apart.
 */
export function fractionOf(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of words.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
