import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { SettledSend } from './email-send.js'

/** Writes how e-mails ended, with their step; an address that does not exist is kept from further e-mail (A-EML-7). */
export async function settleSends(tx: Transaction, sends: readonly SettledSend[]): Promise<void> {
  if (sends.length === 0) return
  await tx.execute(
    sql`WITH settled AS (
      UPDATE email_sends s SET state = n.state, code = n.code, at = now()
      FROM unnest(
        ${textArray(sends.map((send) => send.effectId))}::uuid[],
        ${textArray(sends.map((send) => send.recipient))}::text[],
        ${textArray(sends.map((send) => send.state))}::text[],
        ${textArray(sends.map((send) => send.code))}::text[],
        ${textArray(sends.map((send) => String(send.bounced)))}::boolean[]
      ) AS n(effect_id, recipient, state, code, bounced)
      WHERE s.account_id = ${tx.accountId} AND s.effect_id = n.effect_id AND s.recipient = n.recipient
      RETURNING s.address, n.bounced
    )
    INSERT INTO email_suppressions (account_id, address, reason)
    -- In one order, so that no two settlements wait for each other.
    SELECT DISTINCT ${tx.accountId}::bigint, address, 'hard_bounce' FROM settled WHERE bounced ORDER BY 2
    ON CONFLICT DO NOTHING`,
    'emails.settle-sends',
  )
}

/** What a dispatcher that is gone may or may not have sent. */
export async function doubtSends(tx: Transaction, effectIds: readonly string[]): Promise<void> {
  if (effectIds.length === 0) return
  await tx.execute(
    sql`UPDATE email_sends SET state = 'in_doubt', at = now()
      WHERE account_id = ${tx.accountId} AND effect_id = ANY (${textArray(effectIds)}::uuid[]) AND state = 'sending'`,
    'emails.doubt-sends',
  )
}

/** Somebody says that what was in doubt has arrived. */
export async function takeForSent(tx: Transaction, effectId: string): Promise<void> {
  await tx.execute(
    sql`UPDATE email_sends SET state = 'sent', at = now()
      WHERE account_id = ${tx.accountId} AND effect_id = ${effectId} AND state = 'in_doubt'`,
    'emails.take-for-sent',
  )
}
