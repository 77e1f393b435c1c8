// One step, several e-mails: how it ends (A-EML-4).
import type { KnownOutcomeCode, Outputs } from '@millrace/actions'
import type { SettledSend } from '@millrace/store'
import type { EffectOutcome } from '../outbox/effect-outcome.js'
import type { Delivery } from './delivery.js'
import type { PlannedEmail, Unreached } from './planned-email.js'

export interface Delivered {
  readonly recipient: string
  readonly delivery: Delivery
}

/** Recipients named in the log: of a large mailing it tells the first, and how many there were. */
const mostNamed = 20

/** How the attempt ended. Addresses stay out of the log: it names records, users and codes. */
export function combineDeliveries(planned: PlannedEmail, delivered: readonly Delivered[]): EffectOutcome {
  const sends = delivered.map((one) => settled(planned.effect.effectId, one))
  const deferred = delivered.find(({ delivery }) => delivery.kind === 'deferred')?.delivery
  if (deferred?.kind === 'deferred') {
    const { code, message, atOnce = false } = deferred
    const over = sends.map((send) => (send.state === 'deferred' ? givenUp(send) : send))
    return {
      kind: 'retry',
      code,
      afterMs: null,
      ...(atOnce && { atOnce }),
      outputs: outputsOf(planned, 'FAILURE'),
      detail: { ...detailOf(planned, delivered), message },
      sends,
      atLast: ending(planned, delivered, over),
    }
  }
  return ending(planned, delivered, sends)
}

/** The end when nothing of it is tried again. */
function ending(
  planned: PlannedEmail,
  delivered: readonly Delivered[],
  sends: readonly SettledSend[],
): EffectOutcome {
  const states = [...planned.earlier, ...sends].map(({ state }) => state)
  const detail = detailOf(planned, delivered)
  if (states.includes('in_doubt')) return { kind: 'in_doubt', detail, sends }
  if (states.includes('sent'))
    return { kind: 'succeeded', outputs: outputsOf(planned, 'SUCCESS'), detail, sends }
  const code = (sends.find(({ state }) => state === 'failed')?.code ??
    planned.failed[0]?.code ??
    'no_recipient') as KnownOutcomeCode
  return { kind: 'failed', code, outputs: outputsOf(planned, 'FAILURE'), detail, sends }
}

function settled(effectId: string, { recipient, delivery }: Delivered): SettledSend {
  return {
    effectId,
    recipient,
    state: delivery.kind,
    code: 'code' in delivery ? delivery.code : null,
    bounced: delivery.kind === 'failed' && delivery.bounced === true,
  }
}

function givenUp(send: SettledSend): SettledSend {
  return { ...send, state: 'failed', code: 'retries_exhausted' }
}

/** A-EML-18 */
function outputsOf({ effect }: PlannedEmail, state: 'SUCCESS' | 'FAILURE'): Outputs {
  return { hs_execution_state: state, send_id: effect.effectId }
}

function detailOf(planned: PlannedEmail, delivered: readonly Delivered[]) {
  const { effect, emailId, skipped, failed } = planned
  const of = (kind: Delivery['kind']) =>
    delivered.filter(({ delivery }) => delivery.kind === kind).map(({ recipient }) => nameable(recipient))
  const unsent = delivered.flatMap(({ recipient, delivery }) =>
    delivery.kind === 'failed' || delivery.kind === 'in_doubt'
      ? [{ recipient: nameable(recipient), message: delivery.message }]
      : [],
  )
  return {
    effectId: effect.effectId,
    attempt: effect.attempt,
    ...(emailId !== null && { emailId: String(emailId) }),
    sent: of('sent').length,
    ...(delivered.length > 0 && { recipients: of('sent').slice(0, mostNamed) }),
    ...(unsent.length > 0 && { unsent: unsent.slice(0, mostNamed) }),
    ...(failed.length > 0 && { failed: named(failed) }),
    ...(skipped.length > 0 && { skipped: named(skipped) }),
  }
}

export function named(people: readonly Unreached[]) {
  return people.slice(0, mostNamed).map(({ recipient, code }) => ({ recipient: nameable(recipient), code }))
}

/** A literal address of a colleague is told by its domain only. */
function nameable(recipient: string): string {
  return recipient.startsWith('address:')
    ? `address:…@${recipient.slice(recipient.lastIndexOf('@') + 1)}`
    : recipient
}
