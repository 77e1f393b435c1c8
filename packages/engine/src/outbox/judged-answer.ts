import type { EffectAnswer } from './effect-outcome.js'
import { nextAttemptAt } from './retry-schedule.js'

/** An answer with the moment it is tried again: null where it is over. */
export interface JudgedAnswer extends EffectAnswer {
  readonly retryAt: number | null
}

export function judge({ effect, outcome }: EffectAnswer, now: number): JudgedAnswer {
  if (outcome.kind !== 'retry') return { effect, outcome, retryAt: null }
  const retryAt = outcome.atOnce ? now : nextAttemptAt(effect, now, outcome.afterMs)
  if (retryAt !== null) return { effect, outcome, retryAt }
  if (outcome.atLast) return { effect, outcome: outcome.atLast, retryAt: null }
  const { outputs, detail, code } = outcome
  const last = { ...detail, lastFailure: code }
  return {
    effect,
    outcome: { kind: 'failed', code: 'retries_exhausted', outputs, detail: last },
    retryAt: null,
  }
}
