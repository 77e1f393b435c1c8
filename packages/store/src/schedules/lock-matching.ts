import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { RecordChunk } from '../enrollments/enroll-existing.js'
import { coldJoin } from '../records/cold-join.js'

/** The last id of the next records of an object type, read without locks; `last` where there are no more. */
export async function endOfChunk(
  tx: Transaction,
  { objectTypeId, after, to: last }: RecordChunk,
  limit: number,
): Promise<{ readonly records: number; readonly to: number }> {
  const [row] = await tx.query<{ records: number; to: number | null }>(
    sql`
      SELECT count(*) AS records, max(id) AS "to" FROM (
        SELECT id FROM records
        WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id > ${after} AND id <= ${last}
        ORDER BY id LIMIT ${limit}
      ) AS chunk`,
    'schedules.end-of-chunk',
  )
  return { records: row?.records ?? 0, to: row?.to ?? last }
}

/**
 * Locks the living records of a chunk that meet a condition, and no others: of all birthdays few are today. Whether they do
 * is decided afterwards, by what the locked rows say.
 */
export async function lockMatching(
  tx: Transaction,
  { objectTypeId, after, to }: RecordChunk,
  { condition, needsCold }: { readonly condition: Sql; readonly needsCold: boolean },
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT r.id FROM records r ${coldJoin(needsCold)}
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId} AND r.id > ${after} AND r.id <= ${to}
      AND r.deleted_at IS NULL AND r.merged_into IS NULL AND (${condition})
    ORDER BY r.id FOR NO KEY UPDATE OF r`)
  return rows.map((row) => row.id)
}
