import sql from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import type { Transaction } from '../../database.js'

/** The records that these took in, each with the one that stands for it. Never more than one step: see `markMerged`. */
export async function readMergedInto(
  tx: Transaction,
  survivorIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (survivorIds.length === 0) return new Map()
  const rows = await tx.query<{ id: number; merged_into: number }>(
    sql`
      SELECT r.id, r.merged_into FROM unnest(${numberArray(survivorIds)}::bigint[]) AS n(id) CROSS JOIN LATERAL (
        -- OFFSET 0: one look-up a record, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT m.id, m.merged_into FROM records m
        WHERE m.account_id = ${tx.accountId} AND m.merged_into = n.id OFFSET 0
      ) AS r ORDER BY r.id`,
    'records.read-merged-into',
  )
  return new Map(rows.map(({ id, merged_into }) => [id, merged_into]))
}
