import { createHash } from 'node:crypto'

const minute = 60_000
const longestGap = 8 * 60 * minute
/** A-GEN-15. */
export const longestTrying = 3 * 24 * 60 * minute

interface Attempted {
  readonly effectId: string
  /** This attempt included. */
  readonly attempt: number
  readonly firstAttemptAt: number
}

/**
 * When (epoch ms) a transient failure is tried again (A-GEN-15): after one minute, then gaps that double up to eight hours,
 * each stretched by up to a tenth so that neighbours do not return together. `asked`: what the receiver wants, in ms, kept
 * to within the same bounds (A-WHK-17). null: three days are over.
 */
export function nextAttemptAt(effect: Attempted, now: number, asked: number | null): number | null {
  const gap = asked ?? minute * 2 ** Math.min(effect.attempt - 1, 20) * (1 + 0.1 * jitter(effect))
  const at = now + Math.min(longestGap, Math.max(1_000, Math.round(gap)))
  return at - effect.firstAttemptAt <= longestTrying ? at : null
}

/** 0 ≤ x < 1 of the effect and its attempt: no chance is involved (engine.md 4, determinism). */
function jitter({ effectId, attempt }: Attempted): number {
  return createHash('sha256').update(`retry:${effectId}:${attempt}`).digest().readUInt32BE(0) / 2 ** 32
}
