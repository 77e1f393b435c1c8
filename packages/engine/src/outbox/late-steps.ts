import type { EffectEnrollment, LogRow } from '@millrace/store'
import type { EffectAnswer } from './effect-outcome.js'
import { stepRow } from './step-row.js'

/** What is written of answers that came after their lease: that they came. */
export function lateSteps(
  enrollments: ReadonlyMap<number, EffectEnrollment>,
  answers: readonly EffectAnswer[],
  now: number,
): LogRow[] {
  return answers.flatMap(({ effect, outcome }) => {
    const enrollment = enrollments.get(effect.enrollmentId)
    if (!enrollment) return []
    const detail = { ...('detail' in outcome ? outcome.detail : {}), answered: outcome.kind }
    return [stepRow(effect, enrollment.seq + 1, now, { outcome: 'retrying', code: 'late_answer', detail })]
  })
}
