import { describeOutcomeCode } from '@millrace/actions'
import type { EffectIssue } from '@millrace/store'
import type { JudgedAnswer } from './settle-answers.js'

/** What somebody should look at (M-ISS-6, A-GEN-18); null for an end that needs nobody. */
export function issueOf({ effect, outcome }: JudgedAnswer): EffectIssue | null {
  const { workflowId, enrollmentId, recordId, actionId } = effect
  const step = { workflowId, enrollmentId, recordId, actionId }
  if (outcome.kind === 'in_doubt') {
    const detail = {
      ...outcome.detail,
      offers: ['resend', 'mark_as_sent'],
      kind: effect.kind,
      request: effect.request,
    }
    return { ...step, kind: 'in_doubt', message: describeOutcomeCode('in_doubt'), detail }
  }
  if (outcome.kind !== 'failed') return null
  const kind = outcome.code === 'missing_secret' ? 'missing_asset' : 'webhook_failure'
  return { ...step, kind, message: describeOutcomeCode(outcome.code), detail: { code: outcome.code } }
}
