// Who may get a marketing e-mail at this moment (A-EML-5 to A-EML-16): asked when it leaves, not when it was queued.
import type { KnownOutcomeCode } from '@millrace/actions'
import {
  allEmail,
  type EmailSettings,
  readEmailSettings,
  readReceived,
  readSubscriptionStatuses,
  readSuppressions,
  type StoredRecord,
  type SubscriptionStatus,
  type SuppressionReason,
  type Transaction,
} from '@millrace/store'
import { foldAddress } from './email-address.js'

/** One e-mail that may leave or not. */
export interface Candidate {
  readonly recordId: number
  /** null for a fixed address that is nobody's. */
  readonly contact: StoredRecord | null
  readonly address: string
  readonly emailId: number
  readonly subscriptionId: number | null
  readonly skipIfReceived: boolean
  readonly respectFrequencyCap: boolean
}

export interface Consent {
  /** Why not; null: it may leave, and counts as received from now on. */
  whyNot(candidate: Candidate): KnownOutcomeCode | null
}

const suppressed: Readonly<Record<SuppressionReason, KnownOutcomeCode>> = {
  hard_bounce: 'hard_bounced',
  spam_report: 'reported_spam',
  quarantined: 'address_quarantined',
  low_engagement: 'address_quarantined',
}

/** Everything that is known of these candidates, in four statements whatever their number. */
export async function consentFor(tx: Transaction, candidates: readonly Candidate[]): Promise<Consent> {
  const settings = await readEmailSettings(tx)
  const addresses = [...new Set(candidates.map(({ address }) => foldAddress(address)))]
  const suppressions = await readSuppressions(tx, addresses)
  const statuses = byAddress(await readSubscriptionStatuses(tx, addresses))
  const received = await receivedBy(tx, settings, candidates)
  return {
    whyNot: (candidate) => {
      const address = foldAddress(candidate.address)
      const reason = suppressions.get(address)
      if (reason) return suppressed[reason]
      return (
        refusedBy(candidate, statuses.get(address) ?? [], settings) ?? received.whyNot(candidate, settings)
      )
    },
  }
}

function refusedBy(
  { contact, subscriptionId }: Candidate,
  statuses: readonly SubscriptionStatus[],
  { consentRequired }: EmailSettings,
): KnownOutcomeCode | null {
  const out = (id: number) => statuses.some((one) => one.subscriptionId === id && !one.subscribed)
  if (contact?.value('hs_email_optout') === true || out(allEmail)) return 'opted_out'
  if (subscriptionId !== null && out(subscriptionId)) return 'opted_out'
  const marketable = contact?.value('hs_marketable_status')
  if (marketable === false || marketable === 'false') return 'non_marketing_contact'
  const agreed = statuses.some((one) => one.subscriptionId === subscriptionId && one.subscribed)
  return consentRequired && !agreed ? 'no_legal_basis' : null
}

function byAddress(statuses: readonly SubscriptionStatus[]): ReadonlyMap<string, SubscriptionStatus[]> {
  const found = new Map<string, SubscriptionStatus[]>()
  for (const status of statuses) {
    const known = found.get(status.address)
    if (known) known.push(status)
    else found.set(status.address, [status])
  }
  return found
}

/** What contacts have received already; two e-mails of one batch count each other. */
async function receivedBy(tx: Transaction, settings: EmailSettings, candidates: readonly Candidate[]) {
  const asking = candidates.filter((one) => one.skipIfReceived || one.respectFrequencyCap)
  const rows =
    asking.length === 0
      ? []
      : await readReceived(tx, [...new Set(asking.map((one) => one.recordId))], settings.frequencyDays)
  const times = new Map(rows.map((row) => [`${row.recordId} ${row.emailId}`, row.times]))
  const lately = new Map<number, number>()
  for (const row of rows) lately.set(row.recordId, (lately.get(row.recordId) ?? 0) + row.lately)
  return {
    whyNot(candidate: Candidate, { frequencyCap }: EmailSettings): KnownOutcomeCode | null {
      const { recordId, emailId } = candidate
      const key = `${recordId} ${emailId}`
      if (candidate.skipIfReceived && (times.get(key) ?? 0) > 0) return 'already_received'
      const most = candidate.respectFrequencyCap ? frequencyCap : null
      if (most !== null && (lately.get(recordId) ?? 0) >= most) return 'frequency_cap'
      times.set(key, (times.get(key) ?? 0) + 1)
      lately.set(recordId, (lately.get(recordId) ?? 0) + 1)
      return null
    },
  }
}
