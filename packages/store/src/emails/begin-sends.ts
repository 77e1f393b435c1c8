import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EmailSend } from './email-send.js'

/** Notes e-mails in the transaction that claims them: before anything is sent, it is known by name what may be on its way. */
export async function beginSends(tx: Transaction, sends: readonly EmailSend[]): Promise<void> {
  if (sends.length === 0) return
  await tx.execute(
    sql`INSERT INTO email_sends AS s (account_id, effect_id, recipient, record_id, address, email_id, subscription_id,
        workflow_id, action_id, state)
      SELECT ${tx.accountId}, n.*, 'sending'
      FROM unnest(
        ${textArray(sends.map((send) => send.effectId))}::uuid[],
        ${textArray(sends.map((send) => send.recipient))}::text[],
        ${numberArray(sends.map((send) => send.recordId))}::bigint[],
        ${textArray(sends.map((send) => send.address))}::text[],
        ${numberArray(sends.map((send) => send.emailId))}::bigint[],
        ${numberArray(sends.map((send) => send.subscriptionId))}::bigint[],
        ${numberArray(sends.map((send) => send.workflowId))}::bigint[],
        ${textArray(sends.map((send) => send.actionId))}::text[]
      ) AS n
      -- Tried again, by the schedule or by hand: whom an attempt has reached is not among them.
      ON CONFLICT (account_id, effect_id, recipient) DO UPDATE
        SET state = 'sending', code = NULL, address = excluded.address, at = now()`,
    'emails.begin-sends',
  )
}
