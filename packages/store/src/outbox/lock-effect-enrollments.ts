import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EffectEnrollment } from './effect.js'

/** Locks the enrollments that effects belong to, in id order, ended ones too; by id. */
export async function lockEffectEnrollments(
  tx: Transaction,
  ids: readonly number[],
): Promise<Map<number, EffectEnrollment>> {
  const rows = await tx.query<EffectEnrollment>(
    sql`SELECT id, workflow_id AS "workflowId", record_id AS "recordId", revision_id AS "revisionId", state,
        action_id AS "actionId", seq, lane, waiting_since AS "waitingSince", chain, context
      FROM enrollments
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(ids)}::bigint[])
      ORDER BY id
      FOR NO KEY UPDATE`,
    'outbox.lock-effect-enrollments',
  )
  return new Map(rows.map((row) => [row.id, row]))
}
