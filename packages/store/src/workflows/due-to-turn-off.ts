import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Workflows whose moment to turn themselves off has come (W-SET-20), in order of id. */
export async function dueToTurnOff(tx: Transaction): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    sql`SELECT id FROM workflows
      WHERE account_id = ${tx.accountId} AND turn_off_at <= clock_timestamp() AND is_enabled ORDER BY id`,
    'workflows.due-to-turn-off',
  )
  return rows.map(({ id }) => id)
}
