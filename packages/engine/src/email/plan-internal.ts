// Internal e-mails at the moment they leave: its words are ready, who is told is looked up now (A-NTE).
import { escapeHtml, type InternalEmailRequest } from '@millrace/actions'
import {
  type ClaimedEffect,
  type Definitions,
  hotOnly,
  loadRecords,
  type PersonTold,
  readEmailSettings,
  readPeopleTold,
  type Transaction,
} from '@millrace/store'
import type { EffectOutcome } from '../outbox/effect-outcome.js'
import { named } from './combine-deliveries.js'
import { domainOf, foldAddress, parseAddress } from './email-address.js'
import type { Sender } from './email-content.js'
import {
  type Addressee,
  earlierSends,
  emailRequestOf,
  type PlannedEmail,
  stillOpen,
  type Unreached,
} from './planned-email.js'
import { fixedTemplate } from './template.js'

export async function planInternal(
  tx: Transaction,
  definitions: Definitions,
  effects: readonly ClaimedEffect[],
  { from, publicUrl }: { readonly from: Sender; readonly publicUrl: string | undefined },
): Promise<(PlannedEmail | EffectOutcome)[]> {
  const requests = effects.map((effect) => emailRequestOf(effect) as InternalEmailRequest)
  const people = await readPeopleTold(tx, {
    userIds: requests.flatMap(({ userIds }) => userIds),
    ownerIds: requests.flatMap(({ ownerIds }) => ownerIds),
    teamIds: requests.flatMap(({ teamIds }) => teamIds),
  })
  const { internalDomains } = await readEmailSettings(tx)
  const earlier = await earlierSends(tx, effects)
  const records = await loadRecords(
    tx,
    definitions,
    effects.map(({ recordId }) => recordId),
    hotOnly,
  )
  return effects.map((effect, index) => {
    const request = requests[index] as InternalEmailRequest
    const known = earlier.get(effect.effectId) ?? []
    const { to, failed } = recipientsOf(effect, request, people, internalDomains)
    const open = to.filter(({ recipient }) => stillOpen(effect, recipient, known))
    if (open.length === 0 && known.length === 0) return nobody(failed)
    const type = records.get(effect.recordId)?.objectTypeId
    const link =
      request.linksToRecord && publicUrl && type
        ? `${publicUrl}/contacts/${tx.accountId}/record/${type}/${effect.recordId}`
        : null
    return {
      effect,
      content: {
        subject: fixedTemplate(request.subject, 'line'),
        html: fixedTemplate(withLink(request.html, link), 'html'),
        text: null,
      },
      from,
      replyTo: null,
      emailId: null,
      subscriptionId: null,
      to: open,
      skipped: [],
      failed,
      earlier: known.filter((send) => !open.some(({ recipient }) => recipient === send.recipient)),
      values: () => ({}),
    }
  })
}

/** A-NTE-8 */
function withLink(html: string, link: string | null): string {
  return link === null ? html : `${html}<p><a href="${escapeHtml(link)}">Open the record</a></p>`
}

/** One e-mail a person, however often they are meant; whoever cannot be told is named, the others are told (A-NTE-5). */
function recipientsOf(
  effect: ClaimedEffect,
  request: InternalEmailRequest,
  people: readonly PersonTold[],
  internalDomains: readonly string[],
): { to: Addressee[]; failed: Unreached[] } {
  const to = new Map<string, Addressee>()
  const failed: Unreached[] = []
  const add = (recipient: string, address: string | null) => {
    if (address === null) failed.push({ recipient, code: 'unknown_recipient' })
    else to.set(foldAddress(address), { recipient, recordId: effect.recordId, contact: null, address })
  }
  const tell = (recipient: string, person: PersonTold | undefined) =>
    add(person ? `user:${person.userId}` : recipient, person?.active ? parseAddress(person.email) : null)
  for (const id of request.userIds)
    tell(
      `user:${id}`,
      people.find(({ userId }) => userId === id),
    )
  for (const id of request.ownerIds)
    tell(
      `owner:${id}`,
      people.find(({ ownerId }) => ownerId === id),
    )
  for (const id of request.teamIds) {
    const members = people.filter(({ teamIds, active }) => active && teamIds.includes(id))
    if (members.length === 0) failed.push({ recipient: `team:${id}`, code: 'unknown_recipient' })
    for (const member of members) tell('', member)
  }
  for (const written of request.addresses) {
    const address = parseAddress(written)
    add(`address:${written}`, address && internalDomains.includes(domainOf(address)) ? address : null)
  }
  return { to: [...to.values()], failed }
}

/** A-NTE-6 */
function nobody(failed: readonly Unreached[]): EffectOutcome {
  const detail = failed.length > 0 ? { failed: named(failed) } : {}
  return { kind: 'failed', code: 'no_recipient', outputs: { hs_execution_state: 'FAILURE' }, detail }
}
