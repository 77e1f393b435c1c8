import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Stores how far a claimed publication has come; a null cursor completes it. */
export async function advancePublication(
  tx: Transaction,
  publicationId: number,
  cursor: number | null,
  enrolled: number,
): Promise<void> {
  await tx.execute(
    sql`
      UPDATE publications SET cursor = ${cursor}, enrolled = enrolled + ${enrolled},
        state = CASE WHEN ${cursor}::bigint IS NULL THEN 'COMPLETE' ELSE state END,
        finished_at = CASE WHEN ${cursor}::bigint IS NULL THEN clock_timestamp() END
      WHERE account_id = ${tx.accountId} AND id = ${publicationId} AND state = 'RUNNING'`,
    'publications.advance',
  )
}

/** Ends the running publications of a workflow that is turned off or published anew. Only under the exclusive lock. */
export async function cancelPublications(tx: Transaction, workflowId: number): Promise<void> {
  await tx.execute(
    sql`
      UPDATE publications SET state = 'CANCELLED', cursor = NULL, finished_at = clock_timestamp()
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND state = 'RUNNING'`,
    'publications.cancel',
  )
}
