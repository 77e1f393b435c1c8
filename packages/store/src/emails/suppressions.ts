import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export const suppressionReasons = ['hard_bounce', 'spam_report', 'quarantined', 'low_engagement'] as const
export type SuppressionReason = (typeof suppressionReasons)[number]

/** Why addresses get no marketing e-mail any more, by address (A-EML-7 to A-EML-9); the gravest where there are several. */
export async function readSuppressions(
  tx: Transaction,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, SuppressionReason>> {
  const rows = await tx.query<{ address: string; reason: SuppressionReason }>(
    sql`SELECT address, reason FROM email_suppressions
      WHERE account_id = ${tx.accountId} AND address = ANY (${textArray(addresses)}::text[])`,
    'emails.read-suppressions',
  )
  const found = new Map<string, SuppressionReason>()
  for (const known of suppressionReasons)
    for (const { address, reason } of rows)
      if (reason === known && !found.has(address)) found.set(address, reason)
  return found
}

export async function suppressAddress(
  tx: Transaction,
  address: string,
  reason: SuppressionReason,
): Promise<void> {
  await tx.execute(
    sql`INSERT INTO email_suppressions (account_id, address, reason) VALUES (${tx.accountId}, ${address}, ${reason})
      ON CONFLICT DO NOTHING`,
  )
}
