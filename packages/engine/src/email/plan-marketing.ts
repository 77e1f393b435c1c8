// Marketing e-mails at the moment they leave: the published content, who still may get it, and from whom.
import type { AssociationSpec, KnownOutcomeCode, MarketingEmailRequest } from '@millrace/actions'
import {
  type ClaimedEffect,
  type Definitions,
  isLiving,
  loadWholeRecords,
  readAssociated,
  readPeopleTold,
  readPublishedEmails,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import type { EffectOutcome } from '../outbox/effect-outcome.js'
import { named } from './combine-deliveries.js'
import { parseAddress } from './email-address.js'
import { type EmailContent, readEmailContent, type Sender } from './email-content.js'
import { type Candidate, type Consent, consentFor } from './may-receive.js'
import { mergeValues } from './merge-values.js'
import {
  type Addressee,
  earlierSends,
  emailRequestOf,
  type PlannedEmail,
  stillOpen,
  type Unreached,
} from './planned-email.js'

/** A-EML-3, engine.md 9. */
const mostRecipients = 1_000

/** Somebody it is meant for, before anybody asked whether they want it. */
interface Intended {
  readonly recipient: string
  readonly recordId: number
  readonly contact: StoredRecord | null
  readonly address: string | null | KnownOutcomeCode
}

export async function planMarketing(
  tx: Transaction,
  definitions: Definitions,
  effects: readonly ClaimedEffect[],
): Promise<(PlannedEmail | EffectOutcome)[]> {
  const requests = effects.map((effect) => emailRequestOf(effect) as MarketingEmailRequest)
  const contents = await contentsOf(tx, requests)
  const contactIds = await contactsOf(tx, effects, requests)
  const records = await loadWholeRecords(tx, [
    ...new Set([...effects.map(({ recordId }) => recordId), ...[...contactIds.values()].flat()]),
  ])
  const senders = await sendersOf(tx, requests)
  const earlier = await earlierSends(tx, effects)
  const intended = effects.map((effect, index) => {
    const request = requests[index] as MarketingEmailRequest
    const known = earlier.get(effect.effectId) ?? []
    return intendedFor(effect, request, contactIds.get(effect.effectId) ?? [], records).filter((one) =>
      stillOpen(effect, one.recipient, known),
    )
  })
  const candidates = effects.map((_effect, index) =>
    candidatesOf(requests[index] as MarketingEmailRequest, intended[index] ?? [], contents),
  )
  const consent = await consentFor(tx, candidates.flat())
  return effects.map((effect, index) => {
    const request = requests[index] as MarketingEmailRequest
    const content = contents.get(request.emailId)
    const enrolled = records.get(effect.recordId)
    if (!content) return failed('missing_email', request)
    const from = senders.get(request.senderId ?? 0) ?? content.from
    if (!from || !enrolled) return failed('invalid_sender', request)
    if ((contactIds.get(effect.effectId)?.length ?? 0) > mostRecipients)
      return failed('too_many_associated_records', request)
    const { to, skipped } = sortOut(intended[index] ?? [], candidates[index] ?? [], consent)
    const known = earlier.get(effect.effectId) ?? []
    if (to.length === 0 && (known.length === 0 || effect.resendIssueId !== 0)) return nobody(skipped)
    return {
      effect,
      content,
      from,
      replyTo: from === content.from ? content.replyTo : from.address,
      emailId: request.emailId,
      subscriptionId: content.subscriptionId,
      to,
      skipped,
      failed: [],
      earlier: known.filter((send) => !to.some(({ recipient }) => recipient === send.recipient)),
      values: ({ contact }, unsubscribeUrl) => {
        const link = unsubscribeUrl ?? ''
        return mergeValues(definitions, contact, enrolled, {
          unsubscribe_link: link,
          unsubscribe_link_all: link,
        })
      },
    }
  })
}

async function contentsOf(
  tx: Transaction,
  requests: readonly MarketingEmailRequest[],
): Promise<ReadonlyMap<number, EmailContent>> {
  const published = await readPublishedEmails(tx, [...new Set(requests.map(({ emailId }) => emailId))])
  return new Map([...published].map(([id, document]) => [id, readEmailContent(document)]))
}

/** Ids of the contacts each effect is for, by effect; one look for all that go along the same association. */
async function contactsOf(
  tx: Transaction,
  effects: readonly ClaimedEffect[],
  requests: readonly MarketingEmailRequest[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>()
  const along = new Map<string, { spec: AssociationSpec; effects: ClaimedEffect[] }>()
  effects.forEach((effect, index) => {
    const to = requests[index]?.to
    if (to === 'enrolled') found.set(effect.effectId, [effect.recordId])
    else if (to && 'typeId' in to) {
      const key = `${to.category} ${to.typeId}`
      const group = along.get(key) ?? { spec: to, effects: [] }
      group.effects.push(effect)
      along.set(key, group)
    }
  })
  for (const { spec, effects: group } of along.values()) {
    const ids = [...new Set(group.map(({ recordId }) => recordId))]
    const pairs = await readAssociated(tx, ids, { objectTypeId: '0-1', ...spec })
    for (const { effectId, recordId } of group)
      found.set(
        effectId,
        pairs.filter(({ from }) => from === recordId).map(({ to }) => to),
      )
  }
  return found
}

/** A-EML-20, by the id the step named: users and owners who can sign; who cannot leaves it to the e-mail's own sender. */
async function sendersOf(
  tx: Transaction,
  requests: readonly MarketingEmailRequest[],
): Promise<ReadonlyMap<number, Sender>> {
  const ids = [...new Set(requests.flatMap(({ senderId }) => (senderId === null ? [] : [senderId])))]
  const people = await readPeopleTold(tx, { userIds: ids, ownerIds: ids, teamIds: [] })
  const senders = new Map<number, Sender>()
  for (const { userId, ownerId, active, email, name } of people) {
    const address = active ? parseAddress(email) : null
    if (address === null) continue
    for (const id of [userId, ownerId]) senders.set(id, { name, address })
  }
  return senders
}

function intendedFor(
  effect: ClaimedEffect,
  { to }: MarketingEmailRequest,
  contactIds: readonly number[],
  records: ReadonlyMap<number, StoredRecord>,
): Intended[] {
  if (to !== 'enrolled' && 'addresses' in to)
    return to.addresses.map((address) => ({
      recipient: `address:${address}`,
      recordId: effect.recordId,
      contact: null,
      address: parseAddress(address),
    }))
  return contactIds.slice(0, mostRecipients).flatMap((id) => {
    const contact = records.get(id)
    if (!contact || !isLiving(contact)) return []
    const email = contact.value('email')
    const address = typeof email === 'string' && email !== '' ? parseAddress(email) : 'no_address'
    return [{ recipient: `record:${id}`, recordId: id, contact, address }]
  })
}

function candidatesOf(
  request: MarketingEmailRequest,
  intended: readonly Intended[],
  contents: ReadonlyMap<number, EmailContent>,
): Candidate[] {
  const { emailId, skipIfReceived, respectFrequencyCap } = request
  const subscriptionId = contents.get(emailId)?.subscriptionId ?? null
  return intended.map(({ recordId, contact, address }) => ({
    recordId,
    contact,
    address: address ?? '',
    emailId,
    subscriptionId,
    skipIfReceived: skipIfReceived && contact !== null,
    respectFrequencyCap: respectFrequencyCap && contact !== null,
  }))
}

/** A-EML-5: an address that is not there or is none is a skip, like everything else that speaks against it. */
function sortOut(
  intended: readonly Intended[],
  candidates: readonly Candidate[],
  consent: Consent,
): { to: Addressee[]; skipped: Unreached[] } {
  const to: Addressee[] = []
  const skipped: Unreached[] = []
  intended.forEach((one, index) => {
    const { recipient, address } = one
    const candidate = candidates[index]
    const code =
      address === 'no_address'
        ? 'no_address'
        : address === null
          ? 'invalid_address'
          : candidate && consent.whyNot(candidate)
    if (code) skipped.push({ recipient, code })
    else to.push({ ...one, address: address ?? '' })
  })
  return { to, skipped }
}

function nobody(skipped: readonly Unreached[]): EffectOutcome {
  const code = skipped[0]?.code ?? 'no_recipient'
  return { kind: 'skipped', code, ...(skipped.length > 0 && { detail: { skipped: named(skipped) } }) }
}

function failed(code: KnownOutcomeCode, { emailId }: MarketingEmailRequest): EffectOutcome {
  const detail = { emailId: String(emailId) }
  return { kind: 'failed', code, outputs: { hs_execution_state: 'FAILURE' }, detail }
}
