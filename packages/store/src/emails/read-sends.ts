import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { SendState } from './email-send.js'

export interface KnownSend {
  readonly effectId: string
  readonly recipient: string
  readonly state: SendState
}

/** What earlier attempts at these effects came to. */
export function readSends(tx: Transaction, effectIds: readonly string[]): Promise<KnownSend[]> {
  return tx.query<KnownSend>(
    sql`SELECT effect_id AS "effectId", recipient, state FROM email_sends
      WHERE account_id = ${tx.accountId} AND effect_id = ANY (${textArray(effectIds)}::uuid[])`,
    'emails.read-sends',
  )
}

export interface Received {
  readonly recordId: number
  readonly emailId: number
  /** How often; what is on its way or in doubt counts, too. */
  readonly times: number
  /** Of them, within the days of the frequency cap. */
  readonly lately: number
}

/** Marketing e-mails that contacts have received (A-EML-15, A-EML-16). */
export function readReceived(
  tx: Transaction,
  recordIds: readonly number[],
  days: number,
): Promise<Received[]> {
  return tx.query<Received>(
    sql`SELECT record_id AS "recordId", email_id AS "emailId", count(*) AS times,
        count(*) FILTER (WHERE at > now() - make_interval(days => ${days}::int)) AS lately
      FROM email_sends
      WHERE account_id = ${tx.accountId} AND record_id = ANY (${numberArray(recordIds)}::bigint[])
        AND email_id IS NOT NULL AND state IN ('sending', 'sent', 'in_doubt')
      GROUP BY record_id, email_id`,
    'emails.read-received',
  )
}

/** Whom a link in an e-mail stands for: the address it went to, and its subscription. */
export async function readSend(
  tx: Transaction,
  effectId: string,
  recipient: string,
): Promise<{ address: string; recordId: number; subscriptionId: number | null } | undefined> {
  const [send] = await tx.query<{ address: string; recordId: number; subscriptionId: number | null }>(
    sql`SELECT address, record_id AS "recordId", subscription_id AS "subscriptionId" FROM email_sends
      WHERE account_id = ${tx.accountId} AND effect_id = ${effectId} AND recipient = ${recipient}`,
  )
  return send
}
