import { describeOutcomeCode, type KnownOutcomeCode } from '@millrace/actions'
import type { EffectIssue } from '@millrace/store'
import type { JudgedAnswer } from './judged-answer.js'

/** What an action names and does not find (A-GEN-18). */
const missingAssets: ReadonlySet<KnownOutcomeCode> = new Set(['missing_secret', 'missing_email'])
/** About one recipient, not about the workflow: expected, and counted (M-ISS-5). */
const expected: ReadonlySet<KnownOutcomeCode> = new Set(['email_bounced'])

/** What somebody should look at (M-ISS-6, A-GEN-18); null for an end that needs nobody. */
export function issueOf({ effect, outcome }: JudgedAnswer): EffectIssue | null {
  const { workflowId, enrollmentId, recordId, actionId } = effect
  const step = { workflowId, enrollmentId, recordId, actionId }
  if (outcome.kind === 'in_doubt') {
    const detail = { ...outcome.detail, offers: ['resend', 'mark_as_sent'], effect }
    return { ...step, kind: 'in_doubt', message: describeOutcomeCode('in_doubt'), detail }
  }
  if (outcome.kind !== 'failed' || expected.has(outcome.code)) return null
  const failure = effect.kind === 'email' ? 'email_failure' : 'webhook_failure'
  const kind = missingAssets.has(outcome.code) ? 'missing_asset' : failure
  return { ...step, kind, message: describeOutcomeCode(outcome.code), detail: { code: outcome.code } }
}
