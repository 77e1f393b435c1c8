import sql, { empty, raw } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

const skip = raw('SKIP LOCKED')

/**
 * Locks records in order of id and returns those it locked: rows that exist, deleted ones too. Every writer comes through
 * here first (engine.md 1, lock order), and reads in a statement of its own afterwards: read in this one, the locked row
 * would be fresh and everything else the past (engine.md 3, measured).
 */
export async function lockRecords(
  tx: Transaction,
  ids: readonly number[],
  { skipLocked = false }: { readonly skipLocked?: boolean } = {},
): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT id FROM records
      WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])
      ORDER BY id FOR NO KEY UPDATE ${skipLocked ? skip : empty}`,
    skipLocked ? 'records.lock-skipping' : 'records.lock',
  )
  return rows.map(({ id }) => id)
}
