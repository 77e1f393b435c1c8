import type { Reference } from '@millrace/actions'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { builtInSubscriptions } from '../subscriptions/subscription-definitions.js'

/** Something of the account that a workflow names, as it is there. */
export interface FoundReference {
  readonly kind: Reference['kind']
  readonly id: string
  /** Of a workflow: what it enrolls. */
  readonly objectTypeId: string | null
  /** Of an e-mail: the kind of subscription that its document names, whatever stands there. */
  readonly subscriptionId: string | null
}

/**
 * Of these, those that can be used: users who are active, e-mails that are published (A-EML-17), kinds of subscription
 * that are in use, workflows whether they are on or not (A-FLW-6). Whether a secret can be opened is the sender's question.
 */
export async function findReferences(
  tx: Transaction,
  references: readonly Pick<Reference, 'kind' | 'id'>[],
): Promise<readonly FoundReference[]> {
  if (references.length === 0) return []
  return tx.query<FoundReference>(
    sql`WITH named AS (
      SELECT DISTINCT * FROM unnest(
        ${textArray(references.map(({ kind }) => kind))}::text[],
        ${textArray(references.map(({ id }) => id))}::text[]
      ) AS n(kind, id)
    ), numbered AS (
      SELECT kind, id, id::bigint AS number FROM named WHERE kind <> 'secret' AND id ~ '^[0-9]{1,15}$'
    )
    SELECT n.kind, n.id, NULL AS "objectTypeId", NULL AS "subscriptionId" FROM named n
      JOIN secrets s ON s.account_id = ${tx.accountId} AND s.name = n.id WHERE n.kind = 'secret'
    UNION ALL
    SELECT n.kind, n.id, w.object_type_id, NULL FROM numbered n
      JOIN workflows w ON w.account_id = ${tx.accountId} AND w.id = n.number AND w.deleted_at IS NULL
      WHERE n.kind = 'workflow'
    UNION ALL
    SELECT n.kind, n.id, NULL, e.published #>> '{subscriptionDetails,subscriptionId}' FROM numbered n
      JOIN emails e ON e.account_id = ${tx.accountId} AND e.id = n.number AND e.archived_at IS NULL
        AND e.published IS NOT NULL
      WHERE n.kind = 'email'
    UNION ALL
    SELECT n.kind, n.id, NULL, NULL FROM numbered n
      WHERE n.kind = 'subscription' AND (n.number = ANY (${numberArray(builtInSubscriptions)}::bigint[])
        OR EXISTS (SELECT 1 FROM subscription_definitions d
          WHERE d.account_id = ${tx.accountId} AND d.id = n.number AND d.is_active))
    UNION ALL
    SELECT n.kind, n.id, NULL, NULL FROM numbered n
      JOIN users u ON u.account_id = ${tx.accountId} AND u.id = n.number AND u.deactivated_at IS NULL
      WHERE n.kind = 'user'
    UNION ALL
    SELECT n.kind, n.id, NULL, NULL FROM numbered n
      JOIN teams t ON t.account_id = ${tx.accountId} AND t.id = n.number WHERE n.kind = 'team'`,
    'references.find',
  )
}
