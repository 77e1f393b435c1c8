import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
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
 * Sets statuses, one an address and kind; those that were set, as `<subscription id> <address>`. Where a person opted out
 * and this is not their word, nothing changes (A-MKT-5): the row itself decides, so that no two writers can pass each other.
 */
export async function setSubscriptionStatuses(
  tx: Transaction,
  statuses: readonly Omit<SubscriptionStatus, 'at'>[],
): Promise<ReadonlySet<string>> {
  if (statuses.length === 0) return new Set()
  const rows = await tx.query<{ key: string }>(
    sql`INSERT INTO subscription_statuses AS s (account_id, address, subscription_id, subscribed, personal, legal_basis,
        legal_basis_explanation, source)
      SELECT ${tx.accountId}, n.* FROM unnest(
        ${textArray(statuses.map((status) => status.address))}::text[],
        ${numberArray(statuses.map((status) => status.subscriptionId))}::bigint[],
        ${textArray(statuses.map((status) => String(status.subscribed)))}::boolean[],
        ${textArray(statuses.map((status) => String(status.personal)))}::boolean[],
        ${textArray(statuses.map((status) => status.legalBasis))}::text[],
        ${textArray(statuses.map((status) => status.legalBasisExplanation))}::text[],
        ${textArray(statuses.map((status) => status.source))}::text[]
      ) AS n(address, subscription_id, subscribed, personal, legal_basis, legal_basis_explanation, source)
      -- In one order, so that no two waves wait for each other.
      ORDER BY n.address COLLATE "C", n.subscription_id
      ON CONFLICT (account_id, address, subscription_id) DO UPDATE SET subscribed = excluded.subscribed,
        personal = excluded.personal, legal_basis = excluded.legal_basis,
        legal_basis_explanation = excluded.legal_basis_explanation, source = excluded.source, at = now()
      WHERE NOT (excluded.subscribed AND s.personal AND NOT s.subscribed AND NOT excluded.personal)
      RETURNING s.subscription_id || ' ' || s.address AS key`,
    'subscriptions.set-statuses',
  )
  return new Set(rows.map(({ key }) => key))
}

/** Sets one status; false: a person opted out, and this is not their word. */
export async function setSubscriptionStatus(
  tx: Transaction,
  status: Omit<SubscriptionStatus, 'at'>,
): Promise<boolean> {
  return (await setSubscriptionStatuses(tx, [status])).size === 1
}
