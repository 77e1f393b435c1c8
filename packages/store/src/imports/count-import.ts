import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface ImportCounts {
  readonly created: number
  readonly updated: number
  readonly rejected: number
}

/** Adds what one batch did, in the transaction of the batch; `finished` closes the import. */
export async function countImport(
  tx: Transaction,
  importId: number,
  { created, updated, rejected }: ImportCounts,
  finished = false,
): Promise<void> {
  await tx.execute(
    sql`UPDATE imports SET created_rows = created_rows + ${created}, updated_rows = updated_rows + ${updated},
        rejected_rows = rejected_rows + ${rejected}, finished_at = CASE WHEN ${finished} THEN now() END
      WHERE account_id = ${tx.accountId} AND id = ${importId}`,
    'imports.count',
  )
}
