import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { SubscriptionStatus } from './subscription.js'

/** What is known of addresses; one that never said anything has no row. */
export function readSubscriptionStatuses(
  tx: Transaction,
  addresses: readonly string[],
): Promise<SubscriptionStatus[]> {
  return tx.query<SubscriptionStatus>(
    sql`SELECT address, subscription_id AS "subscriptionId", subscribed, personal, legal_basis AS "legalBasis",
        legal_basis_explanation AS "legalBasisExplanation", source, at
      FROM subscription_statuses
      WHERE account_id = ${tx.accountId} AND address = ANY (${textArray(addresses)}::text[])
      ORDER BY address, subscription_id`,
    'subscriptions.read-statuses',
  )
}

/**
 * Sets one status. False: a person opted out, and this is not their word (A-MKT-5), so nothing changed. The row itself
 * decides, so that no two writers can pass each other.
 */
export async function setSubscriptionStatus(
  tx: Transaction,
  status: Omit<SubscriptionStatus, 'at'>,
): Promise<boolean> {
  const changed = await tx.execute(
    sql`INSERT INTO subscription_statuses AS s (account_id, address, subscription_id, subscribed, personal, legal_basis,
        legal_basis_explanation, source)
      VALUES (${tx.accountId}, ${status.address}, ${status.subscriptionId}, ${status.subscribed}, ${status.personal},
        ${status.legalBasis}, ${status.legalBasisExplanation}, ${status.source})
      ON CONFLICT (account_id, address, subscription_id) DO UPDATE SET subscribed = excluded.subscribed,
        personal = excluded.personal, legal_basis = excluded.legal_basis,
        legal_basis_explanation = excluded.legal_basis_explanation, source = excluded.source, at = now()
      WHERE NOT (excluded.subscribed AND s.personal AND NOT s.subscribed AND NOT excluded.personal)`,
    'subscriptions.set-status',
  )
  return changed === 1
}
