import sql, { type Sql } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { coldJoin } from '../records/cold-join.js'

/**
 * Remembers which records of a locked chunk met the triggers when the workflow was turned on (W-PUB-13). `condition` is
 * over `records r` and, when it needs cold values, `cold_values c`.
 */
export function insertBaseline(
  tx: Transaction,
  workflowId: number,
  chunk: { readonly objectTypeId: string; readonly after: number; readonly to: number },
  { condition, needsCold }: { readonly condition: Sql; readonly needsCold: boolean },
): Promise<number> {
  return tx.execute(sql`
    INSERT INTO workflow_records (account_id, workflow_id, record_id, met_at_turn_on)
    SELECT r.account_id, ${workflowId}, r.id, true
    FROM records r ${coldJoin(needsCold)}
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${chunk.objectTypeId}
      AND r.id > ${chunk.after} AND r.id <= ${chunk.to}
      AND r.deleted_at IS NULL AND r.merged_into IS NULL AND (${condition})
    ORDER BY r.id
    ON CONFLICT (account_id, workflow_id, record_id) DO UPDATE SET met_at_turn_on = true
    WHERE NOT workflow_records.met_at_turn_on AND workflow_records.enrollments = 0`)
}

/** The same for pairs that were decided in code. */
export async function insertBaselinePairs(
  tx: Transaction,
  pairs: readonly { readonly workflowId: number; readonly recordId: number }[],
): Promise<void> {
  if (pairs.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO workflow_records (account_id, workflow_id, record_id, met_at_turn_on)
      SELECT ${tx.accountId}, workflow_id, record_id, true
      FROM unnest(${numberArray(pairs.map((pair) => pair.workflowId))}::bigint[],
        ${numberArray(pairs.map((pair) => pair.recordId))}::bigint[]) AS p(workflow_id, record_id)
      ORDER BY workflow_id, record_id
      ON CONFLICT (account_id, workflow_id, record_id) DO UPDATE SET met_at_turn_on = true
      WHERE NOT workflow_records.met_at_turn_on AND workflow_records.enrollments = 0`,
    'publications.insert-baseline-pairs',
  )
}
