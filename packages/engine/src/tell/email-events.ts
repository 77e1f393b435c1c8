// What became of marketing e-mail, as events of the contact it went to (W-EVT-17, W-EVT-22, W-EVS-12).
import { emailBounced, emailSent } from '@millrace/model'
import type { Definitions, EffectEnrollment, SettledSend } from '@millrace/store'
import { emailRequestOf } from '../email/planned-email.js'
import type { JudgedAnswer } from '../outbox/judged-answer.js'
import { chainFor } from '../run/chain-of-causes.js'
import type { OwnEvent } from './tell-own-events.js'

const contacts = '0-1'

/** Of those that went to the enrolled record itself: others are not locked here. */
export function emailEvents(
  { awaitsEvents }: Definitions,
  enrollments: ReadonlyMap<number, EffectEnrollment>,
  answers: readonly JudgedAnswer[],
  at: number,
): OwnEvent[] {
  if (!awaitsEvents) return []
  return answers.flatMap(({ effect, outcome }) => {
    const enrollment = enrollments.get(effect.enrollmentId)
    if (effect.kind !== 'email' || !enrollment || !('sends' in outcome)) return []
    const request = emailRequestOf(effect)
    if (request.type !== 'marketing') return []
    const { workflowId, recordId } = effect
    const waited = enrollment.context?.waited === true
    const { enrollmentId, actionId } = effect
    const cause = {
      source: { type: 'WORKFLOW', workflowId, enrollmentId, actionIds: [actionId] },
      chain: chainFor(enrollment, recordId, waited),
    } as const
    return (outcome.sends ?? [])
      .filter(({ recipient }) => recipient === `record:${recordId}`)
      .flatMap((send) => happened(send, String(request.emailId)))
      .map((event) => ({ ...event, recordId, objectTypeId: contacts, occurredAt: at, lane: 'bulk', cause }))
  })
}

function happened({ effectId, state, bounced, code }: SettledSend, hs_email_id: string) {
  if (state === 'sent')
    return [{ id: `email-sent-${effectId}`, type: emailSent, properties: { hs_email_id } }]
  if (!bounced) return []
  const properties = { hs_email_id, hs_bounce_type: 'HARD', ...(code !== null && { hs_bounce_reason: code }) }
  return [{ id: `email-bounced-${effectId}`, type: emailBounced, properties }]
}
