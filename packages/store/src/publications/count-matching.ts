import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { coldJoin } from '../records/cold-join.js'

/**
 * How many living records of an object type meet a condition: exact, in one snapshot. A scan is the plan here (no index
 * mentions a value), so it is let to use every worker the server offers.
 */
export async function countMatching(
  tx: Transaction,
  objectTypeId: string,
  { condition, needsCold }: { readonly condition: Sql; readonly needsCold: boolean },
): Promise<number> {
  await tx.execute(sql`
    SELECT set_config('max_parallel_workers_per_gather', '4', true), set_config('parallel_setup_cost', '100', true),
      set_config('parallel_tuple_cost', '0.01', true), set_config('min_parallel_table_scan_size', '1MB', true)`)
  const [row] = await tx.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM records r ${coldJoin(needsCold)}
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId}
      AND r.deleted_at IS NULL AND r.merged_into IS NULL AND (${condition})`)
  return row?.count ?? 0
}
