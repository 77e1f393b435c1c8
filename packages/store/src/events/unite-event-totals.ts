import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** What two records did, counted for each, is counted for the one that is left; visitors' tokens go on leading to it. */
export async function uniteEventTotals(tx: Transaction, survivorId: number, loserId: number): Promise<void> {
  await tx.execute(
    sql`
      WITH gone AS (
        DELETE FROM event_totals WHERE account_id = ${tx.accountId} AND record_id = ${loserId} RETURNING *
      )
      INSERT INTO event_totals AS t (account_id, record_id, event, key, count, first_at, last_at)
      SELECT account_id, ${survivorId}, event, key, count, first_at, last_at FROM gone ORDER BY event, key
      ON CONFLICT (account_id, record_id, event, key) DO UPDATE SET count = t.count + excluded.count,
        first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at)`,
    'events.unite-totals',
  )
  await tx.execute(
    sql`UPDATE visitors SET record_id = ${survivorId} WHERE account_id = ${tx.accountId} AND record_id = ${loserId}`,
    'events.unite-visitors',
  )
}
