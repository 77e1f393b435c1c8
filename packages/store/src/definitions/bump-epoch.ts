import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

const bumped = new WeakSet<Transaction>()

/**
 * Raises the account's definitions epoch and returns the new one. Only under the exclusive lock: then no writer is left
 * that works by the old definitions (engine.md 3, the first moment).
 */
export async function bumpEpoch(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ epoch: number }>(
    sql`
      UPDATE accounts SET definitions_epoch = definitions_epoch + 1 WHERE id = ${tx.accountId}
      RETURNING definitions_epoch AS epoch`,
    'definitions.bump-epoch',
  )
  if (!row) throw new Error(`account ${tx.accountId} vanished inside its own transaction`)
  bumped.add(tx)
  return row.epoch
}

/** True when this transaction has raised the epoch: what it reads may yet be rolled back, so nobody else may see it. */
export function hasBumped(tx: Transaction): boolean {
  return bumped.has(tx)
}
