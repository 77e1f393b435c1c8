import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Keeps a request as it is first sent: whoever repeats an effect repeats its words. */
export async function freezeRequests(
  tx: Transaction,
  rows: readonly { readonly effectId: string; readonly request: object }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(
    sql`UPDATE outbox o SET request = n.request
      FROM unnest(
        ${textArray(rows.map((row) => row.effectId))}::uuid[],
        ${textArray(rows.map((row) => JSON.stringify(row.request)))}::jsonb[]
      ) AS n(effect_id, request)
      WHERE o.account_id = ${tx.accountId} AND o.effect_id = n.effect_id`,
    'outbox.freeze-requests',
  )
}
