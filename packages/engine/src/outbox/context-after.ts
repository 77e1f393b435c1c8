import type { Outputs } from '@millrace/actions'
import type { EffectEnrollment } from '@millrace/store'
import type { JudgedAnswer } from './judged-answer.js'

/** What the enrollment carries on, as JSON text: outputs of this visit take the place of those of an earlier one. */
export function contextAfter(enrollment: EffectEnrollment, answer: JudgedAnswer): string | null {
  const { context } = enrollment
  if (answer.retryAt !== null) return context === null ? null : JSON.stringify(context)
  const { outputs, ...rest } = context ?? {}
  const { [answer.effect.actionId]: _earlier, ...others } = (outputs ?? {}) as Record<string, Outputs>
  const mine = 'outputs' in answer.outcome ? answer.outcome.outputs : {}
  const kept = Object.keys(mine).length === 0 ? others : { ...others, [answer.effect.actionId]: mine }
  const after = Object.keys(kept).length === 0 ? rest : { ...rest, outputs: kept }
  return Object.keys(after).length === 0 ? null : JSON.stringify(after)
}
