import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Which records an import created, changed or found as they should be: filters ask for it. */
export async function rememberImported(
  tx: Transaction,
  importId: number,
  recordIds: readonly number[],
): Promise<void> {
  await tx.execute(
    sql`INSERT INTO import_records (account_id, import_id, record_id)
      SELECT ${tx.accountId}, ${importId}, n.record_id FROM unnest(${numberArray(recordIds)}::bigint[]) AS n(record_id)
      ON CONFLICT DO NOTHING`,
    'imports.remember-records',
  )
}
