import { type EffectEnrollment, insertCallbacks, type Transaction, takeCallbacks } from '@millrace/store'
import type { EffectOutcome } from '../outbox/effect-outcome.js'
import type { JudgedAnswer } from '../outbox/judged-answer.js'
import type { Reported } from './extension-outcome.js'

/**
 * Apps that hold their record: from here on it waits for them to report back. One that has reported already, faster than its
 * own answer came in, does not wait. Enrollments are locked by the caller.
 */
export async function holdBlocked(
  tx: Transaction,
  enrollments: ReadonlyMap<number, EffectEnrollment>,
  answers: readonly JudgedAnswer[],
): Promise<readonly JudgedAnswer[]> {
  const blocked = answers.filter((answer) => isHeld(answer, enrollments))
  if (blocked.length === 0) return answers
  const early = await takeCallbacks(
    tx,
    blocked.map(({ effect }) => effect),
  )
  const reports = new Map(early.map((row) => [row.enrollmentId, row.outputs as Reported | null]))
  const settled = answers.map((answer) => {
    const report = blocked.includes(answer) ? reports.get(answer.effect.enrollmentId) : null
    return report ? { ...answer, outcome: outcomeOf(report) } : answer
  })
  await insertCallbacks(
    tx,
    settled.flatMap(({ effect, outcome }) =>
      outcome.kind === 'blocked' && isWaiting(enrollments.get(effect.enrollmentId), effect.actionId)
        ? [{ ...effect, expiresAt: outcome.until, outputs: null }]
        : [],
    ),
  )
  return settled
}

function isHeld(
  { effect, outcome }: JudgedAnswer,
  enrollments: ReadonlyMap<number, EffectEnrollment>,
): boolean {
  return outcome.kind === 'blocked' && isWaiting(enrollments.get(effect.enrollmentId), effect.actionId)
}

function isWaiting(enrollment: EffectEnrollment | undefined, actionId: string): boolean {
  return enrollment?.state === 'effect' && enrollment.actionId === actionId
}

/** How a step ends that its app has reported of. */
export function outcomeOf(report: Reported): EffectOutcome {
  switch (report.kind) {
    case 'succeeded':
      return { kind: 'succeeded', outputs: report.outputs, detail: {} }
    case 'failed':
      return { kind: 'failed', code: 'app_failed', outputs: report.outputs, detail: {} }
    case 'blocked':
      throw new Error('a completion does not block')
  }
}
