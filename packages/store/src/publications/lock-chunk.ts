import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** The next records of an object type by id, locked; deleted ones too. Whoever wrote them has committed by now. */
export async function lockChunk(
  tx: Transaction,
  objectTypeId: string,
  after: number,
  last: number,
  limit: number,
): Promise<{ readonly records: number; readonly to: number }> {
  const [row] = await tx.query<{ records: number; to: number | null }>(
    sql`
      SELECT count(*) AS records, max(id) AS "to" FROM (
        SELECT id FROM records
        WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id > ${after} AND id <= ${last}
        ORDER BY id LIMIT ${limit} FOR NO KEY UPDATE
      ) AS chunk`,
    'publications.lock-chunk',
  )
  return { records: row?.records ?? 0, to: row?.to ?? last }
}

/** Ids of the living records of a locked chunk. */
export async function chunkIds(
  tx: Transaction,
  objectTypeId: string,
  after: number,
  to: number,
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT id FROM records
      WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND id > ${after} AND id <= ${to}
        AND deleted_at IS NULL AND merged_into IS NULL
      ORDER BY id`,
    'publications.chunk-ids',
  )
  return rows.map((row) => row.id)
}
