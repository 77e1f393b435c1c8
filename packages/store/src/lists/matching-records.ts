import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { coldJoin } from '../records/cold-join.js'

interface Range {
  readonly objectTypeId: string
  /** Ids above `after`, up to and with `to`. */
  readonly after: number
  readonly to: number
}

interface FilterSql {
  readonly condition: Sql
  readonly needsCold: boolean
}

/** Ids of the living records of a range that meet a condition, in order; `limit`: the first so many. */
export async function matchingRecords(
  tx: Transaction,
  { objectTypeId, after, to }: Range,
  { condition, needsCold }: FilterSql,
  limit?: number,
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT r.id FROM records r ${coldJoin(needsCold)}
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId} AND r.id > ${after} AND r.id <= ${to}
      AND r.deleted_at IS NULL AND r.merged_into IS NULL AND (${condition})
    ORDER BY r.id LIMIT ${limit ?? null}`)
  return rows.map(({ id }) => id)
}
