import type { EmailRequest, KnownOutcomeCode } from '@millrace/actions'
import {
  beginSends,
  type ClaimedEffect,
  type KnownSend,
  readSends,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { foldAddress } from './email-address.js'
import type { EmailContent, Sender } from './email-content.js'
import type { MergeValues } from './merge-values.js'

/** Somebody who gets it. */
export interface Addressee {
  /** `record:<id>`, `user:<id>` or `address:<address>`. */
  readonly recipient: string
  /** The contact; for others the enrolled record. */
  readonly recordId: number
  readonly contact: StoredRecord | null
  /** As the mail server gets it. */
  readonly address: string
}

/** Somebody who does not, and why. */
export interface Unreached {
  readonly recipient: string
  readonly code: KnownOutcomeCode
}

/** One step's e-mail: who gets it, and what it says to whom. */
export interface PlannedEmail {
  readonly effect: ClaimedEffect
  readonly content: Pick<EmailContent, 'subject' | 'html' | 'text'>
  readonly from: Sender
  readonly replyTo: string | null
  /** null: internal. */
  readonly emailId: number | null
  readonly subscriptionId: number | null
  readonly to: readonly Addressee[]
  readonly skipped: readonly Unreached[]
  readonly failed: readonly Unreached[]
  /** What earlier attempts came to, for those who are not among `to` any more. */
  readonly earlier: readonly KnownSend[]
  /** `unsubscribeUrl`: null for internal e-mail. */
  values(addressee: Addressee, unsubscribeUrl: string | null): MergeValues
}

export function emailRequestOf(effect: ClaimedEffect): EmailRequest {
  return effect.request as EmailRequest
}

/** What is known of earlier attempts, by effect; nothing of an effect that is tried for the first time. */
export async function earlierSends(
  tx: Transaction,
  effects: readonly ClaimedEffect[],
): Promise<ReadonlyMap<string, readonly KnownSend[]>> {
  const again = effects.filter((effect) => effect.attempt > 1 || effect.resendIssueId !== 0)
  const found = new Map<string, KnownSend[]>()
  if (again.length === 0) return found
  const rows = await readSends(
    tx,
    again.map((effect) => effect.effectId),
  )
  for (const row of rows) {
    const known = found.get(row.effectId)
    if (known) known.push(row)
    else found.set(row.effectId, [row])
  }
  return found
}

/** Whom this attempt is for: not whom an earlier one reached; sent again by hand, only whom it may not have reached. */
export function stillOpen(effect: ClaimedEffect, recipient: string, earlier: readonly KnownSend[]): boolean {
  const state = earlier.find((send) => send.recipient === recipient)?.state
  return state === 'deferred' || state === (effect.resendIssueId === 0 ? undefined : 'in_doubt')
}

/** Notes who is written to, in the transaction of the claim. */
export function beginPlanned(tx: Transaction, planned: readonly PlannedEmail[]): Promise<void> {
  return beginSends(
    tx,
    planned.flatMap(({ effect, to, emailId, subscriptionId }) =>
      to.map(({ recipient, recordId, address }) => ({
        effectId: effect.effectId,
        recipient,
        recordId,
        address: foldAddress(address),
        emailId,
        subscriptionId,
        workflowId: effect.workflowId,
        actionId: effect.actionId,
      })),
    ),
  )
}
