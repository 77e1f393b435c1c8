import sql from 'sql-template-tag'
import type { Transaction } from '../../database.js'

/** Answers kept for repeated requests show records as they were (api.md 2.5): those that show these go. */
export async function forgetAnswers(tx: Transaction, recordIds: readonly number[]): Promise<void> {
  const shown = recordIds.flatMap((id) => [
    JSON.stringify({ id: String(id) }),
    JSON.stringify({ results: [{ id: String(id) }] }),
  ])
  await tx.execute(
    sql`DELETE FROM idempotency_keys WHERE account_id = ${tx.accountId} AND body @> ANY(${shown}::jsonb[])`,
    'records.forget-answers',
  )
}
