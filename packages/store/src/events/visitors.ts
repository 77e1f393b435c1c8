// Which contact a visitor's token (utk, hutk) belongs to: whoever was identified with it last.
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Record ids by token, where a form or an event has told. */
export async function findVisitors(
  tx: Transaction,
  utks: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (utks.length === 0) return new Map()
  const rows = await tx.query<{ utk: string; recordId: number }>(
    sql`
      SELECT utk, record_id AS "recordId" FROM visitors
      WHERE account_id = ${tx.accountId} AND utk = ANY(${textArray(utks)}::text[])`,
    'events.find-visitors',
  )
  return new Map(rows.map(({ utk, recordId }) => [utk, recordId]))
}

/** Remembers whose tokens these are. */
export async function rememberVisitors(
  tx: Transaction,
  visitors: ReadonlyMap<string, number>,
): Promise<void> {
  if (visitors.size === 0) return
  await tx.execute(
    sql`
      INSERT INTO visitors (account_id, utk, record_id, seen_at)
      SELECT ${tx.accountId}, n.utk, n.record_id, now() FROM unnest(
        ${textArray([...visitors.keys()])}::text[], ${numberArray([...visitors.values()])}::bigint[]
      ) AS n(utk, record_id) ORDER BY n.utk
      ON CONFLICT (account_id, utk) DO UPDATE SET record_id = EXCLUDED.record_id, seen_at = EXCLUDED.seen_at
        WHERE visitors.record_id <> EXCLUDED.record_id`,
    'events.remember-visitors',
  )
}
