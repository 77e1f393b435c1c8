import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { KeptAnswer } from './claim-key.js'

/** Keeps the answer beside the claimed key, in the transaction that did the work. */
export async function keepIdempotentAnswer(tx: Transaction, key: string, answer: KeptAnswer): Promise<void> {
  await tx.execute(sql`
    UPDATE idempotency_keys
    SET status = ${answer.status}, body = ${answer.body === undefined ? null : JSON.stringify(answer.body)}::jsonb
    WHERE account_id = ${tx.accountId} AND key = ${key}`)
}
